import { emulateMedia, setViewport } from '@web/test-runner-commands';
import { en } from '../../locales/en.ts';
import type { InstallationDraft, InstallationView } from '../../protocol/installation.ts';
import { application, integrations } from '../../testing/application-fixtures.ts';
import { assertAccessible } from '../../testing/accessibility.ts';
import { deepEqual, equal, ok } from '../../testing/assert.ts';
import { FakeSessionServer, type RecordedCall } from '../../testing/fake-session-server.ts';
import { connection, errorResponse } from '../../testing/fixtures.ts';
import {
  goodSettings,
  historyResponse,
  installationDetails,
  installationView,
  installPageState,
  requiredConsent,
} from '../../testing/install-fixtures.ts';
import { MountedDialog } from '../../testing/mounted-dialog.ts';
import '../effects/token-exchange.ts';
import '../application.ts';

const installed = { installation: installationDetails(), storedSecrets: ['token'] };
const changed = {
  step: 'settings',
  settings: { ...goodSettings, limit: 11 },
  schedule: installationDetails().schedule,
} as const;
const filled = { defaults: { ...goodSettings, token: 'x' } };

describe('an install flow', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;
  let answered: Set<RecordedCall>;

  const open = async (
    view: Partial<InstallationView> = {},
    page: Parameters<typeof installPageState>[1] = {},
    shown = 'embed-install h2, embed-install .panel',
  ) => {
    dialog = new MountedDialog({ state: installPageState(view, page) });
    await dialog.until(() => dialog.findAll(shown.replaceAll('embed-install ', '')).length > 0);
  };
  /** Waits for a call that has no response yet. */
  const callTo = async (method: string, path: string) => {
    const find = () =>
      server.calls.find((known) => !answered.has(known) && known.method === method && known.path === `/session${path}`);
    await dialog.until(() => {
      if (!find() && !path.endsWith('/draft')) saveDrafts();
      return find() !== undefined;
    });
    const found = find();
    ok(found !== undefined);
    return found;
  };
  /** On a slow machine, a draft is sent during a test. Other calls wait for its response. */
  const saveDrafts = () => {
    for (const draft of server.calls) {
      if (answered.has(draft) || !draft.path.endsWith('/draft')) continue;
      answered.add(draft);
      draft.respond(204);
    }
  };
  const call = (method: string, path: string) => callTo(method, `/installation${path}`);
  const respond = async (method: string, path: string, status: number, body?: unknown) => {
    const found = await call(method, path);
    answered.add(found);
    found.respond(status, body);
    if (body !== undefined) await found.read;
    await dialog.settle();
    return found;
  };
  const press = async (name: string) => {
    dialog.button(name).click();
    await dialog.settle();
  };
  const openHistory = async () => {
    await open(installed);
    await dialog.press(en['install.page.history']);
    await dialog.until(() => customElements.get('embed-install-history') !== undefined);
  };
  const heading = () => dialog.findAll('h2').map(textOf).join();
  const field = (path: string) => `#${CSS.escape(`setting-${path}`)}`;
  const choose = async (selector: string, value: string) => {
    const select = dialog.find(selector);
    ok(select instanceof HTMLSelectElement);
    select.value = value;
    select.dispatchEvent(new Event('change', { bubbles: true, composed: true }));
    await dialog.settle();
  };

  beforeEach(async () => {
    await emulateMedia({ reducedMotion: 'reduce' });
    server = new FakeSessionServer();
    answered = new Set();
  });

  afterEach(() => {
    dialog.remove();
    server.restore();
  });

  it('leads from the consent to what is installed, with the focus on each heading', async () => {
    await open({ ...filled, consent: requiredConsent }, { statuses: ['connected', 'disconnected'] });
    ok(dialog.text.includes('It stores them for 30 days.'));
    equal(dialog.link('Privacy policy').rel, 'noopener noreferrer');
    await press(en['install.agree']);
    const consent = { ...requiredConsent, givenAt: '2026-11-28T12:00:00Z' };
    await respond('POST', '/consent', 200, { view: installationView({ version: 'v2', ...filled, consent }) });
    equal(textOf(dialog.focused), en['install.page.connect']);
    await press(en['install.continue']);
    ok(dialog.text.includes('To continue, connect HubSpot.'));
    dialog.type('api_key', 'key');
    await press('Connect');
    const saving = await callTo('PUT', '/connections/2/credentials');
    saving.respond(200, {
      connection: connection({ id: 2, connector: 'hubspot', status: 'connected', verified: true }),
    });
    await saving.read;
    await dialog.settle();
    for (const page of ['settings', 'schedule', 'review'] as const) {
      await press(en['install.continue']);
      equal(textOf(dialog.focused), en[`install.page.${page}`]);
    }
    await press(en['install.submit']);
    const saved = await respond('PUT', '', 200, { view: installationView({ version: 'v3', ...installed, consent }) });
    ok(JSON.stringify(saved.body).includes('"token":"x"'));
    equal(textOf(dialog.focused), 'Orders is installed');
    deepEqual(
      dialog.emittedEvents.flatMap((event) => (event.type === 'navigation' ? [event.view] : [])),
      ['consent', 'connect', 'settings', 'schedule', 'review', 'done'],
    );
  });

  it('shows the present text after a consent to an earlier one, and says that it has changed', async () => {
    await open({ consent: { ...requiredConsent, textId: 't1' } });
    await press(en['install.agree']);
    const { body } = await respond('POST', '/consent', 409, errorResponse('conflict'));
    deepEqual(body, { locale: 'en', textId: 't1' });
    await dialog.until(() => dialog.text.includes(en['install.notice.text_changed']));
    const consent = { ...requiredConsent, text: { en: 'Acme also reads your mail.' }, textId: 't2' };
    await respond('GET', '', 200, { view: installationView({ version: 'v2', consent }) });
    ok(dialog.text.includes('Acme also reads your mail.'));
    ok(dialog.text.includes(en['install.notice.text_changed']));
    equal(textOf(dialog.focused), en['install.page.consent']);
  });

  it('keeps what was typed on the way back, as it was typed', async () => {
    await open(filled);
    dialog.fill(field('limit'), '12.0');
    const area = dialog.find(field('note'));
    ok(area instanceof HTMLTextAreaElement);
    area.value = 'a\nb';
    area.dispatchEvent(new InputEvent('input', { bubbles: true, composed: true }));
    await dialog.settle();
    equal(dialog.input(field('limit')).value, '12.0');
    await press(en['install.continue']);
    await press(en['install.back']);
    equal(dialog.input(field('limit')).value, '12');
    const again = dialog.find(field('note'));
    ok(again instanceof HTMLTextAreaElement && again.value === 'a\nb');
  });

  it('continues when a person presses Enter in an input, apart from a search', async () => {
    await open(filled);
    const enter = async (selector: string) => {
      const event = new KeyboardEvent('keydown', { key: 'Enter', bubbles: true, composed: true });
      dialog.find(selector).dispatchEvent(event);
      await dialog.settle();
    };
    await enter(field('list'));
    equal(heading(), en['install.page.settings']);
    await enter(field('prefix'));
    equal(heading(), en['install.page.schedule']);
  });

  it('saves what was typed just before the page ends, in a request that outlives it', async () => {
    await open(filled);
    const drafts = () => server.calls.filter(({ path }) => path.endsWith('/draft'));
    dialog.fill(field('limit'), '12');
    window.dispatchEvent(new PageTransitionEvent('pagehide'));
    const kept = await call('PUT', '/draft');
    deepEqual([(kept.body as InstallationDraft).settings['limit'], kept.keepalive], [12, true]);
    dialog.fill(field('limit'), '13');
    dialog.page.execute({ type: 'close' });
    await dialog.until(() => drafts().length >= 2);
    equal((drafts()[1]?.body as InstallationDraft).settings['limit'], 13);
    deepEqual(
      drafts().map(({ signal }) => signal?.aborted),
      [false, false],
    );
  });

  it('moves the focus to a summary of what is wrong, which leads to each field', async () => {
    await open();
    dialog.fill(field('limit'), 'many');
    await press(en['install.continue']);
    equal(textOf(dialog.focused?.querySelector('h3') ?? null), 'Check 4 fields');
    await press('Orders per run');
    const { focused } = dialog;
    equal(focused?.id, 'setting-limit');
    equal(focused?.getAttribute('aria-invalid'), 'true');
    const described = focused?.getAttribute('aria-describedby') ?? '';
    equal(textOf(dialog.find(`#${CSS.escape(described)}`)), en['settings.not_number']);
    equal(dialog.input(field('limit')).value, 'many');
  });

  it('goes back and forth with its stepper, without loss, and not past what is missing', async () => {
    await open(filled);
    const steps = () => dialog.findAll('nav li > *').map((step) => step.localName);
    const go = async (index: number) => {
      dialog.findAll('nav li > *')[index]?.click();
      await dialog.settle();
    };
    deepEqual(steps(), ['button', 'span', 'button', 'span']);
    await go(2);
    equal(textOf(dialog.focused), en['install.page.schedule']);
    equal(textOf(dialog.find('nav [aria-current=step]')), 'Step 3 of 4: Schedule');
    await go(3);
    equal(textOf(dialog.focused), en['install.page.review']);
    await go(1);
    dialog.fill(field('limit'), '12');
    await dialog.settle();
    deepEqual(steps(), ['button', 'span', 'button', 'button']);
    dialog.fill(field('limit'), '');
    await dialog.settle();
    deepEqual(steps(), ['button', 'span', 'span', 'span']);
    dialog.fill(field('limit'), '12');
    await dialog.settle();
    await go(3);
    ok(dialog.text.includes('12'));
    equal(dialog.findAll('nav [aria-current]').length, 1);
  });

  it('shows a setting only while its condition is met', async () => {
    await open(filled);
    equal(dialog.findAll(field('grace')).length, 0);
    await choose(field('mode'), '1');
    equal(dialog.findAll(field('grace')).length, 1);
  });

  it('leads to all integrations from each page, and says when it cannot', async () => {
    const others = { app: application, path: '/integrations/orders', integrations };
    await open(filled, { ...others, statuses: ['connected', 'disconnected'] });
    const buttons = () => dialog.findAll('button').filter((button) => textOf(button) === en['steps.all']);
    equal(heading(), `${en['install.page.connect']},Connect HubSpot`);
    equal(buttons().length, 1);
    dialog.remove();
    await open(filled, others);
    equal(heading(), en['install.page.settings']);
    buttons()[0]?.click();
    const opening = await callTo('POST', '/view');
    opening.respond(500, errorResponse('internal'));
    await opening.read;
    await dialog.until(() => dialog.text.includes(en['problem.internal.title']));
    equal(heading(), en['install.page.settings']);
  });

  it('never shows a stored secret, and keeps it while the input is blank', async () => {
    await open(installed);
    const edits = dialog.findAll('section button');
    edits.find((button) => textOf(button).includes(en['install.page.settings']))?.click();
    await dialog.settle();
    equal(dialog.input(field('token')).value, '');
    ok(dialog.text.includes(en['settings.stored']));
    dialog.fill(field('token'), 'new');
    dialog.fill(field('token'), '');
    await press(en['install.save']);
    const { body } = await call('PUT', '');
    ok(!JSON.stringify(body).includes('token'));
  });

  it('searches, pages and retries the choices of a provider', async () => {
    await open(filled);
    await respond('GET', '/options/list', 200, { options: [{ value: 'l1', label: 'List 1' }], nextCursor: 'c1' });
    await press(en['settings.more']);
    const more = await respond('GET', '/options/list', 200, { options: [{ value: 'l2', label: 'List 2' }] });
    equal(new URLSearchParams(more.search).get('cursor'), 'c1');
    const radios = dialog.findAll('input[type=radio]');
    equal(radios.length, 2);
    radios[1]?.click();
    await dialog.settle();
    ok(dialog.text.includes('Selected: List 2'));
    await respond('GET', '/options/tags', 502, errorResponse('provider_unavailable'));
    await dialog.until(() => dialog.text.includes('The choices from HubSpot can’t be loaded right now.'));
    await press(en['form.retry']);
    await respond('GET', '/options/tags', 200, { options: [] });
    ok(dialog.text.includes(en['settings.no_choices']));
  });

  it('shows the labels of chosen values, not the values, and nothing before they are loaded', async () => {
    const installation = installationDetails({ settings: { ...goodSettings, list: 'id-1' } });
    const { schedule } = installation;
    await open({ installation, draft: { step: 'settings', settings: goodSettings, schedule } });
    ok(!dialog.text.includes('id-1'));
    await respond('GET', '/options/list', 200, { options: [{ value: 'id-1', label: 'List 1' }] });
    ok(dialog.text.includes('List 1') && !dialog.text.includes('id-1'));
  });

  it('asks for a schedule, and shows its next runs', async () => {
    await open({ ...filled, schedule: { default: '0 * * * *', editable: true, minimumMinutes: 60 } });
    await press(en['install.continue']);
    await respond('POST', '/next-runs', 200, { nextRuns: ['2026-12-01T07:30:00.000Z'] });
    equal(dialog.findAll('time').length, 1);
    await choose('#kind', 'weekly');
    for (const day of dialog.findAll('.days input')) if (day instanceof HTMLInputElement && day.checked) day.click();
    await dialog.settle();
    await press(en['install.continue']);
    equal(textOf(dialog.find('#days-error')), en['schedule.days_missing']);
    await choose('#kind', 'cron');
    dialog.fill('#expression', '0 0 30 2 *');
    const refused = await respond('POST', '/next-runs', 422, errorResponse('invalid_request'));
    deepEqual((refused.body as { expression: string }).expression, '0 0 30 2 *');
    await dialog.until(() => dialog.findAll('#expression-error').length > 0);
    ok(textOf(dialog.find('#expression-help')).endsWith('at least 1 hour apart.'));
    ok(textOf(dialog.find('#expression-error')).endsWith('less than 1 hour apart.'));
    const headings = () => dialog.findAll('h3').filter((title) => textOf(title).startsWith('Next runs')).length;
    equal(headings(), 0);
    dialog.fill('#expression', '0 6 * * *');
    await respond('POST', '/next-runs', 200, { nextRuns: ['2026-12-01T06:00:00.000Z'] });
    deepEqual([headings(), dialog.findAll('#expression-error').length], [1, 0]);
  });

  it('says that an installation needs attention when a connection must be reconnected', async () => {
    const [works, other] = installPageState().connectors;
    ok(works !== undefined && other !== undefined);
    await open(installed, {
      connectors: [works, { ...other, connections: [connection({ id: 2, status: 'needs_reauth' })] }],
    });
    equal(textOf(dialog.find('.between .status')), en['install.attention']);
  });

  it('says that the last run of an installation failed, unless it is paused', async () => {
    const status = async (details: { readonly paused?: boolean }) => {
      await open({ ...installed, installation: { ...installationDetails(), lastRunFailed: true, ...details } });
      const shown = textOf(dialog.find('.between .status'));
      dialog.remove();
      return shown;
    };
    deepEqual([await status({}), await status({ paused: true })], [en['install.run_failed'], en['install.paused']]);
  });

  it('explains each action before it happens, and moves the focus there and back', async () => {
    await open(installed);
    await press(en['uninstall.action']);
    equal(textOf(dialog.focused), 'Uninstall Orders?');
    ok(dialog.text.includes(en['uninstall.text']));
    await press(en['action.cancel']);
    equal(textOf(dialog.focused), en['uninstall.action']);
    await press(en['pause.action']);
    await press(en['pause.action']);
    const paused = { ...installed, installation: installationDetails({ paused: true, nextRuns: [] }) };
    const { body } = await respond('PATCH', '', 200, { view: installationView({ version: 'v2', ...paused }) });
    deepEqual(body, { paused: true });
    ok(dialog.text.includes(en['install.paused']));
    ok(dialog.findAll('button').some((button) => textOf(button) === en['resume.action']));
  });

  it('shows the runs and the changes of an installation, with the focus on the heading', async () => {
    await openHistory();
    equal(textOf(dialog.focused), en['install.page.history']);
    const loading = () => dialog.findAll('[role=status]').some((status) => textOf(status) === en['page.loading']);
    ok(loading());
    await respond('GET', '/history', 200, historyResponse());
    ok(!loading());
    const [failed = '', running = ''] = dialog.findAll('.run').map(textOf);
    ok(failed.startsWith(en['history.error']) && failed.includes('HubSpot is not available.'));
    ok(failed.includes('98 of 100 orders') && failed.includes('Order 7 has no price.'));
    ok(running.startsWith(en['history.running']));
    equal(textOf(dialog.find('summary')), en['history.details']);
    const changes = dialog.findAll('.change p:first-child').map(textOf);
    deepEqual(changes, [
      en['activity.paused'],
      en['activity.changed'],
      'The connection to HubSpot stopped working.',
      en['activity.other'],
    ]);
    const [byPerson = '', , byNobody = ''] = dialog.findAll('.change .muted').map(textOf);
    ok(byPerson.startsWith('Ann Example ·'));
    ok(byNobody.startsWith(`${en['history.automatic']} ·`));
    await press(en['install.back']);
    equal(textOf(dialog.focused), en['install.overview']);
  });

  it('shows a new run in an open history, and keeps what was opened below it', async () => {
    await openHistory();
    const known = historyResponse();
    await respond('GET', '/history', 200, known);
    dialog.find('details').toggleAttribute('open');
    const connectors = dialog.dialog.connectors.map(({ connector: { name }, connections }) => ({ name, connections }));
    server.pollResponse = { version: 'later', connectors };
    dialog.page.wake();
    const [run] = known.runs;
    ok(run !== undefined);
    await respond('GET', '/history', 200, { ...known, runs: [{ ...run, id: 3, details: ['New'] }, ...known.runs] });
    deepEqual(
      dialog.findAll('details').map((part) => [part.hasAttribute('open'), part.textContent.includes('New')]),
      [
        [false, true],
        [true, false],
      ],
    );
  });

  it('writes no time so that AM or PM could stand alone on a line', async () => {
    const times = () =>
      dialog.findAll('time').map(({ textContent }) => /:\d\d.[AP]M$/.exec(textContent)?.[0] ?? textContent);
    await open({ ...installed, consent: { ...requiredConsent, givenAt: '2026-11-28T12:00:00Z' } });
    equal(times().length, 4);
    ok(
      times().every((time) => !time.includes(' ')),
      times().join(),
    );
    await dialog.press(en['install.page.history']);
    await respond('GET', '/history', 200, historyResponse());
    await dialog.until(() => dialog.findAll('.run').length > 0);
    equal(times().length, 6);
    ok(
      times().every((time) => !time.includes(' ')),
      times().join(),
    );
  });

  it('adds older entries to the history, and moves the focus to the first of them', async () => {
    await openHistory();
    await respond('GET', '/history', 200, { ...historyResponse(), nextCursor: 'c1' });
    await dialog.press(en['settings.more']);
    equal(dialog.button(en['page.loading']).ariaDisabled, 'true');
    const { runs } = historyResponse();
    const more = await respond('GET', '/history', 200, { runs, activity: [] });
    equal(new URLSearchParams(more.search).get('cursor'), 'c1');
    equal(dialog.findAll('.run').length, 4);
    equal(dialog.focused, dialog.findAll('.run')[2]);
    ok(dialog.findAll('button').every((button) => textOf(button) !== en['settings.more']));
  });

  it('reads the history again after a failure, and says when nothing has happened', async () => {
    await openHistory();
    await respond('GET', '/history', 503, errorResponse('storage_unavailable'));
    await dialog.until(() => dialog.text.includes(en['history.failed']));
    await dialog.press(en['form.retry']);
    await respond('GET', '/history', 200, { runs: [], activity: [] });
    ok(dialog.text.includes(en['history.no_runs']) && dialog.text.includes(en['history.no_activity']));
  });

  it('offers only what the reader may do', async () => {
    await open(installed, { permissions: ['view'] });
    deepEqual(dialog.findAll('button').map(textOf), [en['install.page.history']]);
    dialog.remove();
    await open({}, { permissions: ['view'] });
    ok(dialog.text.includes(en['install.none_text']));
  });

  it('keeps everything when a save fails, and says how to go on', async () => {
    await open(filled);
    for (let page = 0; page < 2; page += 1) await press(en['install.continue']);
    await press(en['install.submit']);
    await respond('PUT', '', 503, errorResponse('storage_unavailable'));
    await dialog.until(() => dialog.text.includes(en['problem.storage_unavailable.title']));
    equal(heading(), en['install.page.review']);
    await press(en['install.submit']);
    equal((await call('PUT', '')).method, 'PUT');
  });

  const scenes: readonly (readonly [string, () => Promise<void>])[] = [
    ['the consent', () => open({ consent: requiredConsent })],
    ['the connections', () => open(filled, { statuses: ['connected', 'disconnected'] })],
    [
      'settings with errors',
      async () => {
        await open();
        await respond('GET', '/options/list', 200, { options: [{ value: 'l1', label: 'List 1' }] });
        await press(en['install.continue']);
      },
    ],
    [
      'a weekly schedule',
      async () => {
        await open(filled);
        await press(en['install.continue']);
        await choose('#kind', 'weekly');
        await respond('POST', '/next-runs', 200, { nextRuns: ['2026-12-01T07:30:00.000Z'] });
      },
    ],
    [
      'choices that cannot be loaded, and none',
      async () => {
        await open(filled);
        await respond('GET', '/options/list', 502, errorResponse('provider_unavailable'));
        await respond('GET', '/options/tags', 200, { options: [] });
        await dialog.until(() => dialog.text.includes(en['settings.no_choices']));
      },
    ],
    [
      'a refused cron expression',
      async () => {
        await open(filled);
        await press(en['install.continue']);
        await choose('#kind', 'cron');
        await respond('POST', '/next-runs', 422, errorResponse('invalid_request'));
        await dialog.until(() => dialog.findAll('#expression-error').length > 0);
      },
    ],
    [
      'a save that failed, and what is installed after the next one',
      async () => {
        await open(filled);
        for (let page = 0; page < 2; page += 1) await press(en['install.continue']);
        await press(en['install.submit']);
        await respond('PUT', '', 503, errorResponse('storage_unavailable'));
        await dialog.until(() => dialog.text.includes(en['problem.storage_unavailable.title']));
        await assertAccessible(dialog);
        await press(en['install.submit']);
        await respond('PUT', '', 200, { view: installationView({ version: 'v2', ...installed }) });
      },
    ],
    [
      'a paused installation without a consent',
      () =>
        open({
          installation: installationDetails({ paused: true, nextRuns: [] }),
          consent: requiredConsent,
        }),
    ],
    ['changes that are not saved', () => open({ ...installed, draft: changed })],
    ['a page without an installation, to read only', () => open({}, { permissions: ['view'] })],
    [
      'the end after the data was deleted',
      async () => {
        await open(installed);
        await press(en['delete-data.action']);
        await press(en['delete-data.action']);
        await respond('DELETE', '/data', 200, { view: installationView({ version: 'v2' }) });
      },
    ],
    [
      'the review',
      async () => {
        await open(filled);
        await press(en['install.continue']);
        await press(en['install.continue']);
      },
    ],
    [
      'the history',
      async () => {
        await openHistory();
        await respond('GET', '/history', 200, { ...historyResponse(), nextCursor: 'c1' });
        dialog.find('details').toggleAttribute('open');
      },
    ],
    [
      'the overview with a question',
      async () => {
        await open(installed);
        await press(en['delete-data.action']);
      },
    ],
  ];
  for (const [title, show] of scenes) {
    it(`axe finds no violation on ${title}, and it fits in 320 px`, async () => {
      // Last in this file: the window of WebKit loses the focus when it gets another size.
      await setViewport({ width: 320, height: 700 });
      await show();
      await assertAccessible(dialog);
    });
  }
});

function textOf(element: Element | null): string {
  return element?.textContent.replace(/\s+/g, ' ').trim() ?? '';
}
