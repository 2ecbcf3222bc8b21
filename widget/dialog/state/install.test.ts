import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { HistoryResponse, InstallationView } from '../../protocol/installation.ts';
import type { DialogPageState } from '../../protocol/page-state.ts';
import { connection, signInConnector } from '../../testing/fixtures.ts';
import {
  goodSettings,
  installationDetails,
  installationView,
  installPageState,
  requiredConsent,
} from '../../testing/install-fixtures.ts';
import { StateRun } from '../../testing/state-run.ts';
import { selected } from './dialog-state.ts';
import './install-part.ts';
import {
  installationStatus,
  isDirty,
  type InstallAction,
  type InstallState,
  type InstallWork,
} from './install-state.ts';

type PageOverrides = Parameters<typeof installPageState>[1];

const install = (run: StateRun): InstallState => {
  if (!run.dialog.install) throw new Error('There is no install flow.');
  return run.dialog.install;
};
const act = (run: StateRun, ...actions: InstallAction[]) => {
  for (const action of actions) run.send({ type: 'install', action });
  return run;
};
const open = (view: Partial<InstallationView> = {}, page: PageOverrides = {}) =>
  act(new StateRun(installPageState(view, page), { takesTokens: true }), { type: 'open', timeZone: 'Europe/Berlin' });
const set = (run: StateRun, values: Readonly<Record<string, string | number>>) =>
  act(run, ...Object.entries(values).map(([name, value]) => ({ type: 'set', path: [name], value }) as const));
const next = { type: 'continue' } as const;
const works = (run: StateRun) => run.tasks.flatMap((task) => (task.type === 'install' ? [task.work] : []));
const work = (run: StateRun, name: InstallWork['name']) => {
  const found = works(run).find((candidate) => candidate.name === name);
  if (!found)
    throw new Error(
      `There is no ${name}, only ${works(run)
        .map((known) => known.name)
        .join()}.`,
    );
  return found;
};
const respond = (run: StateRun, name: InstallWork['name'], view: Partial<InstallationView>, messageDetails = {}) =>
  run.send({
    type: 'install-response',
    work: work(run, name),
    response: { view: installationView({ version: 'v2', ...view }), messageDetails },
  });
const failWork = (
  run: StateRun,
  name: InstallWork['name'],
  code: 'invalid_request' | 'unreachable' | 'consent_required' | 'conflict',
  fields: string[] = [],
) => {
  const task = run.tasks.find((candidate) => 'work' in candidate && candidate.work.name === name);
  if (!task) throw new Error(`There is no ${name}.`);
  return run.send({ type: 'failed', task, failure: { code, fields } });
};
const heard = (run: StateRun, type: string) => run.hostEvents.filter((event) => event.type === type);
const pages = (run: StateRun) => run.hostEvents.flatMap((event) => (event.type === 'navigation' ? [event.view] : []));
const filled = (page: PageOverrides = {}) => set(open({}, page), { ...goodSettings, token: 's3' });
const installed = (changes: Partial<InstallationView> = {}, page: PageOverrides = {}) =>
  open({ installation: installationDetails(), storedSecrets: ['token'], ...changes }, page);
const polled = (run: StateRun) =>
  run.send({
    type: 'polled',
    answer: {
      version: 'later',
      connectors: run.dialog.connectors.map(({ connector, connections }) => ({ name: connector.name, connections })),
    },
  });

describe('the start of an install flow', () => {
  const draft = {
    step: 'schedule',
    settings: { prefix: 'B-' },
    schedule: { expression: '0 * * * *', timeZone: 'UTC' },
  } as const;
  for (const [title, view, page, expected] of [
    ['the consent that is required', { consent: requiredConsent, draft }, {}, 'consent'],
    ['what is not connected', { draft }, { statuses: ['connected', 'disconnected'] }, 'connect'],
    ['the settings', {}, {}, 'settings'],
    [
      'the settings, if a consent is not required',
      { consent: { ...requiredConsent, required: false } },
      {},
      'settings',
    ],
    ['the step of the draft', { draft }, {}, 'schedule'],
    ['the schedule, without settings', { fields: [] }, {}, 'schedule'],
    [
      'the review, if there is nothing else',
      { fields: [], schedule: { default: '0 * * * *', editable: false, minimumMinutes: 5 } },
      {},
      'review',
    ],
    ['the overview of an installation', { installation: installationDetails() }, {}, 'overview'],
    ['the overview, for a reader who may not connect', {}, { permissions: ['view'] }, 'overview'],
  ] as const) {
    test(`is ${title}`, () => {
      const run = open(view, page);
      assert.equal(install(run).page, expected);
      assert.deepEqual(pages(run), [expected]);
    });
  }

  test('selects the first connector that is not connected', () => {
    assert.equal(selected(open({}, { statuses: ['connected', 'disconnected'] }).dialog).connector.name, 'hubspot');
  });

  test('has the values of the draft, or the defaults, and the time zone of the reader', () => {
    const fresh = install(open({ defaults: { prefix: 'D-' } }));
    assert.deepEqual(
      [fresh.settings, fresh.form.kind, fresh.timeZone],
      [{ prefix: 'D-', tax: { include: false } }, 'every-30', 'Europe/Berlin'],
    );
    const resumed = install(open({ draft, defaults: { prefix: 'D-' } }));
    assert.deepEqual(
      [resumed.settings, resumed.form.kind, resumed.timeZone],
      [{ prefix: 'B-', tax: { include: false } }, 'hourly', 'UTC'],
    );
  });

  test('does not happen for what is no installation', () => {
    const run = open({ version: 7 } as never);
    assert.equal(run.dialog.install, undefined);
  });
});

describe('a consent', () => {
  const read = { ...requiredConsent, textId: 'first-text' };
  const changed = { ...requiredConsent, text: { en: 'Acme also reads your mail.' }, textId: 'second-text' };

  test('names the text, and the language of the dialog', () => {
    const run = open({ consent: read });
    run.send({ type: 'language-loaded', locale: 'de', translations: {} });
    assert.deepEqual(work(act(run, next), 'agree'), { name: 'agree', locale: 'de', textId: 'first-text' });
  });

  test('to a text that has changed leads to the new text, and says so', () => {
    const run = act(open({ consent: read }), next);
    failWork(run, 'agree', 'conflict');
    assert.deepEqual([install(run).notice, install(run).failure], ['text_changed', undefined]);
    respond(run, 'read', { consent: changed });
    assert.deepEqual(
      [install(run).page, install(run).notice, install(run).view.consent?.text],
      ['consent', 'text_changed', changed.text],
    );
    const { focus } = install(run);
    assert.ok(focus > 0);
    assert.deepEqual(work(act(run, next), 'agree'), { name: 'agree', locale: 'en', textId: 'second-text' });
  });

  test('that was given to an earlier text is asked for again, and the reason is the text', () => {
    const run = installed({ consent: { ...read, givenAt: '2026-11-28T12:00:00Z' } });
    respond(polled(run), 'read', { consent: changed, installation: installationDetails({ paused: true }) });
    assert.deepEqual([install(run).page, install(run).notice], ['overview', 'text_changed']);
  });
});

describe('the steps of an install flow', () => {
  test('lead from the consent to what is installed, and tell the host about each one', () => {
    const run = act(open({ consent: requiredConsent }, { statuses: ['disconnected'] }), next);
    const consent = { ...requiredConsent, givenAt: '2026-11-28T12:00:00Z' };
    respond(run, 'agree', { consent });
    assert.equal(install(run).page, 'connect');
    assert.equal(install(act(run, next)).isUnconnected, true);
    run.type('api_key', 'k').send({ type: 'submit' });
    run.send({
      type: 'credentials-saved',
      response: { connection: connection({ connector: 'gwt', status: 'connected' }) },
    });
    set(act(run, next), { ...goodSettings, token: 's3' });
    act(run, next, next, next);
    const body = {
      settings: { ...goodSettings, token: 's3', tax: { include: false } },
      schedule: { expression: '*/30 * * * *', timeZone: 'Europe/Berlin' },
    };
    assert.deepEqual(work(run, 'save'), { name: 'save', body });
    respond(run, 'save', { consent, installation: installationDetails() }, { tenant: { id: 31 } });
    assert.deepEqual(pages(run), ['consent', 'connect', 'settings', 'schedule', 'review', 'done']);
    assert.deepEqual(heard(run, 'installation-change'), [
      {
        type: 'installation-change',
        installation: { id: 31, integration: { id: 7, slug: 'orders', name: 'Orders' }, status: 'installed' },
      },
    ]);
    assert.deepEqual(heard(run, 'install-end'), [
      { type: 'install-end', isSaved: true, details: { tenant: { id: 31 } } },
    ]);
    assert.equal(install(act(run, next)).page, 'overview');
  });

  test('keep what was entered when the person goes back and forth', () => {
    const run = act(
      filled(),
      next,
      { type: 'schedule', changes: { kind: 'daily', time: '07:45' } },
      { type: 'go', page: 'settings' },
    );
    set(run, { note: 'n' });
    act(run, next);
    assert.deepEqual(
      [install(run).page, install(run).settings['note'], install(run).form.time],
      ['schedule', 'n', '07:45'],
    );
  });

  test('stop at settings with something wrong, and forget it beside a field that changes', () => {
    const run = act(set(filled(), { limit: 1000, notify: 'x' }), next);
    const wrong = () => install(run).problems.map(({ path, code }) => `${path} ${code}`);
    assert.deepEqual(wrong(), ['notify not_email', 'limit too_large']);
    set(run, { limit: 5 });
    assert.deepEqual(wrong(), ['notify not_email']);
    assert.equal(install(run).page, 'settings');
  });

  test('stop at a schedule with something wrong', () => {
    const run = act(filled(), next, { type: 'schedule', changes: { kind: 'daily', time: '' } }, next);
    assert.deepEqual([install(run).page, install(run).scheduleProblem], ['schedule', 'time_missing']);
    assert.deepEqual(
      works(run).filter(({ name }) => name === 'next-runs'),
      [],
    );
  });

  test('lead back to a connector that was disconnected meanwhile', () => {
    const run = act(filled(), next, next);
    run.send({
      type: 'polled',
      answer: {
        version: 'x',
        connectors: [
          { name: 'gwt', connections: [connection({ connector: 'gwt' })] },
          { name: 'hubspot', connections: [connection({ id: 2, connector: 'hubspot', status: 'connected' })] },
        ],
      },
    });
    act(run, next);
    assert.deepEqual([install(run).page, install(run).isUnconnected], ['connect', true]);
  });

  test('show what the server refuses beside its field', () => {
    const run = act(filled(), next, next, next);
    failWork(run, 'save', 'invalid_request', ['settings.tax.rate']);
    assert.deepEqual([install(run).page, install(run).problems], ['settings', [{ path: 'tax.rate', code: 'refused' }]]);
    act(run, next, next, next);
    failWork(run, 'save', 'invalid_request', ['schedule.expression']);
    assert.deepEqual([install(run).page, install(run).scheduleProblem], ['schedule', 'refused']);
  });

  test('keep everything when the server cannot be reached, and save again', () => {
    const run = failWork(act(filled(), next, next, next), 'save', 'unreachable');
    assert.deepEqual([install(run).page, install(run).failure?.code], ['review', 'unreachable']);
    assert.equal(work(act(run, next), 'save').name, 'save');
  });

  test('do not change what is saved while a call runs', () => {
    const run = act(filled(), next, next, next);
    const before = install(run).call;
    act(run, next, { type: 'go', page: 'settings' });
    assert.deepEqual([install(run).call, install(run).page], [before, 'review']);
  });
});

describe('a sign-in of an install flow', () => {
  const reader = { connectors: [{ connector: signInConnector, connections: [connection()] }] };
  const given = { ...requiredConsent, givenAt: '2026-11-28T12:00:00Z' };
  const creates = (run: StateRun) => run.tasks.filter(({ type }) => type === 'create-sign-in').length;

  test('begins after the consent, on the page of the connections', () => {
    const run = open({ consent: requiredConsent }, reader);
    assert.equal(creates(run), 0);
    respond(act(run, next), 'agree', { consent: given });
    assert.deepEqual([install(run).page, creates(run)], ['connect', 1]);
  });

  test('begins again after a consent that was missing', () => {
    const run = open({ consent: given }, reader);
    const task = run.tasks.find(({ type }) => type === 'create-sign-in');
    assert.ok(task);
    run.send({ type: 'failed', task, failure: { code: 'consent_required', fields: [] } });
    respond(polled(run), 'read', { consent: requiredConsent });
    assert.deepEqual([install(run).page, creates(run)], ['consent', 0]);
    respond(act(run, next), 'agree', { version: 'v3', consent: given });
    assert.equal(creates(run), 1);
    assert.equal('problem' in run.dialog.step && run.dialog.step.problem, undefined);
  });
});

describe('the draft of an install flow', () => {
  for (const [title, event] of [
    ['hides the page', { type: 'hide' }],
    ['leaves the page', { type: 'leave', reason: 'cancelled' }],
    ['goes to another integration', { type: 'open-integration', slug: 'invoices' }],
    ['comes to the end of the page', { type: 'install', action: { type: 'keep' } }],
  ] as const) {
    test(`is sent at once when the person ${title}, also while an earlier one is being sent`, () => {
      const run = set(open(), { prefix: 'A' }).send({ type: 'draft-due' });
      set(run, { prefix: 'B' }).send(event);
      const sent = work(run, 'keep-draft');
      assert.equal(sent.name === 'keep-draft' && sent.draft.settings['prefix'], 'B');
      run.send({ type: 'draft-kept' });
      assert.ok(!works(run.send(event)).some(({ name }) => name.endsWith('draft')));
    });
  }

  test('is sent when the host closes the dialog, and nothing else is', () => {
    const run = set(open(), { prefix: 'A' }).send({ type: 'host', command: { type: 'close' } });
    assert.deepEqual(
      works(run).map(({ name }) => name),
      ['keep-draft'],
    );
    assert.deepEqual(works(run.send({ type: 'draft-kept' })), []);
  });

  test('is not sent before a consent, or by a reader who may not connect, when the person leaves', () => {
    for (const run of [open({ consent: requiredConsent }), open({}, { permissions: ['view'] })]) {
      set(run, { prefix: 'A' }).send({ type: 'hide' });
      assert.ok(!works(run).some(({ name }) => name.endsWith('draft')));
    }
  });

  test('is sent after a pause, one at a time, with everything that was entered since', () => {
    const run = set(open(), { prefix: 'A' });
    assert.deepEqual(
      works(run)
        .map(({ name }) => name)
        .filter((name) => name !== 'options'),
      ['wait-for-draft'],
    );
    run.send({ type: 'draft-due' });
    set(run, { prefix: 'AB' });
    assert.equal(
      works(run).some(({ name }) => name === 'wait-for-draft'),
      false,
    );
    run.send({ type: 'draft-kept' }, { type: 'draft-due' });
    const sent = work(run, 'keep-draft');
    assert.deepEqual(sent.name === 'keep-draft' && sent.draft, {
      step: 'settings',
      settings: { prefix: 'AB', tax: { include: false } },
      schedule: { expression: '*/30 * * * *', timeZone: 'Europe/Berlin' },
    });
    assert.deepEqual(
      works(run.send({ type: 'draft-kept' })).filter(({ name }) => name.endsWith('draft')),
      [],
    );
  });

  test('has the step to which the person went', () => {
    const run = act(filled(), next).send({ type: 'draft-due' });
    const sent = work(run, 'keep-draft');
    assert.equal(sent.name === 'keep-draft' && sent.draft.step, 'schedule');
  });

  test('arrives before the installation is saved', () => {
    const run = filled().send({ type: 'draft-due' });
    act(run, next, next, next);
    assert.equal(
      works(run).some(({ name }) => name === 'save'),
      false,
    );
    assert.equal(work(run.send({ type: 'draft-kept' }), 'save').name, 'save');
    respond(run, 'save', { installation: installationDetails() });
    assert.deepEqual(
      works(run).filter(({ name }) => name.endsWith('draft')),
      [],
    );
  });

  test('is sent with the next change after a failure', () => {
    const run = failWork(set(open(), { prefix: 'A' }).send({ type: 'draft-due' }), 'keep-draft', 'unreachable');
    assert.deepEqual(
      [works(run).some(({ name }) => name.endsWith('draft')), install(run).draft.hasFailed],
      [false, true],
    );
    assert.equal(work(set(run, { prefix: 'B' }), 'wait-for-draft').name, 'wait-for-draft');
  });

  test('is sent again after a failure as soon as the server answers', () => {
    const run = failWork(set(open(), { prefix: 'A' }).send({ type: 'draft-due' }), 'keep-draft', 'unreachable');
    run.send({ type: 'polled', answer: undefined });
    assert.equal(work(run, 'wait-for-draft').name, 'wait-for-draft');
    assert.equal(install(run).draft.hasFailed, false);
  });

  test('is not sent before the person has agreed, or for a reader who may not connect', () => {
    for (const run of [open({ consent: requiredConsent }), open({}, { permissions: ['view'] })]) {
      set(run, { prefix: 'A' });
      assert.deepEqual(
        works(run).filter(({ name }) => name.endsWith('draft')),
        [],
      );
    }
  });
});

describe('an installation', () => {
  test('has no unsaved changes until something differs', () => {
    const run = installed();
    assert.equal(isDirty(install(run)), false);
    act(run, { type: 'go', page: 'settings' });
    assert.equal(isDirty(install(set(run, { prefix: 'Z-' }))), true);
    assert.equal(isDirty(install(set(run, { prefix: 'A-' }))), false);
    assert.equal(isDirty(install(act(run, { type: 'discard' }))), false);
  });

  test('is saved from the page on which it is edited', () => {
    const run = act(set(act(installed(), { type: 'go', page: 'settings' }), { limit: 20 }), next);
    const saved = installationDetails({ settings: { ...goodSettings, limit: 20 } });
    respond(run, 'save', { installation: saved });
    assert.deepEqual([install(run).page, install(run).notice, isDirty(install(run))], ['overview', 'saved', false]);
    assert.equal(heard(run, 'installation-change').length, 1);
  });

  test('keeps what was typed while it was being saved', () => {
    const run = act(set(act(installed(), { type: 'go', page: 'settings' }), { limit: 20 }), next);
    set(run, { limit: 21 });
    respond(run, 'save', { installation: installationDetails({ settings: { ...goodSettings, limit: 20 } }) });
    assert.deepEqual([install(run).settings['limit'], isDirty(install(run))], [21, true]);
  });

  for (const [action, name, view, status] of [
    [{ type: 'pause', paused: true }, 'pause', { installation: installationDetails({ paused: true }) }, 'paused'],
    [{ type: 'uninstall' }, 'uninstall', {}, 'uninstalled'],
    [
      { type: 'withdraw' },
      'withdraw',
      { consent: requiredConsent, installation: installationDetails({ paused: true }) },
      'paused',
    ],
    [{ type: 'delete-data' }, 'delete-data', {}, 'uninstalled'],
  ] as const) {
    test(`tells the host about ${name}`, () => {
      const run = act(installed(), action);
      assert.equal(work(run, name).name, name);
      respond(run, name, view);
      assert.deepEqual(
        heard(run, 'installation-change').map(
          (event) => 'installation' in event && [event.installation.id, event.installation.status],
        ),
        [[31, status]],
      );
    });
  }

  test('starts again after it was uninstalled', () => {
    const run = respond(act(installed(), { type: 'uninstall' }), 'uninstall', { defaults: { prefix: 'D-' } });
    assert.deepEqual(
      [install(run).page, install(run).notice, install(run).settings['prefix']],
      ['settings', 'uninstalled', 'D-'],
    );
  });

  test('ends, with the polls, after all data was deleted', () => {
    const run = respond(act(installed(), { type: 'delete-data' }), 'delete-data', {});
    assert.deepEqual([install(run).page, run.poll], ['deleted', undefined]);
  });
});

describe('a change of an installation that was made elsewhere', () => {
  test('is read after each change of the session, and after a new token', () => {
    const run = polled(installed());
    assert.equal(work(run, 'read').name, 'read');
    respond(run, 'read', { installation: installationDetails() });
    const { bearer, ...session } = installPageState({ installation: installationDetails() });
    run
      .sendToken('t')
      .send({ type: 'token-accepted', session: session satisfies Omit<DialogPageState, 'bearer'>, locale: 'en' });
    assert.equal(work(run, 'read').name, 'read');
    assert.equal(bearer, 'bearer-of-the-session');
  });

  test('says nothing if nothing has changed', () => {
    const run = polled(installed());
    run.send({
      type: 'install-response',
      work: work(run, 'read'),
      response: { view: installationView({ installation: installationDetails() }) },
    });
    assert.deepEqual([install(run).notice, works(run)], [undefined, []]);
  });

  for (const [title, before, now, page, notice] of [
    ['another tab installs', {}, { installation: installationDetails() }, 'settings', 'installed'],
    ['it is uninstalled', { installation: installationDetails() }, {}, 'settings', 'uninstalled'],
    [
      'it is paused',
      { installation: installationDetails() },
      { installation: installationDetails({ paused: true }) },
      'overview',
      'changed',
    ],
    [
      'the consent is withdrawn before it is installed',
      { consent: { ...requiredConsent, givenAt: 'x' } },
      { consent: requiredConsent },
      'consent',
      'withdrawn',
    ],
    [
      'the consent is withdrawn',
      { installation: installationDetails(), consent: { ...requiredConsent, givenAt: 'x' } },
      { installation: installationDetails({ paused: true }), consent: requiredConsent },
      'overview',
      'withdrawn',
    ],
  ] as const) {
    test(`is shown when ${title}`, () => {
      const run = respond(polled(open(before)), 'read', now);
      assert.deepEqual([install(run).page, install(run).notice], [page, notice]);
    });
  }

  test('replaces what is shown, but never what was typed', () => {
    const settings = { ...goodSettings, prefix: 'C-' };
    const changed = { installation: installationDetails({ settings, updatedAt: '2026-11-02T10:00:00.000Z' }) };
    assert.equal(install(respond(polled(installed()), 'read', changed)).settings['prefix'], 'C-');
    const typing = set(act(installed(), { type: 'go', page: 'settings' }), { prefix: 'mine' });
    assert.equal(install(respond(polled(typing), 'read', changed)).settings['prefix'], 'mine');
  });

  test('replaces nothing that a person has chosen if only a run is new', () => {
    const run = act(installed(), { type: 'go', page: 'schedule' }, { type: 'schedule', changes: { kind: 'cron' } });
    const { form } = install(run);
    assert.deepEqual(install(respond(polled(run), 'read', { installation: installationDetails() })).form, form);
  });

  test('is looked for when the server finds the consent missing', () => {
    const run = failWork(act(filled(), next, next, next), 'save', 'consent_required');
    respond(run, 'read', { consent: requiredConsent });
    assert.deepEqual([install(run).page, install(run).settings['prefix']], ['consent', 'A-']);
  });
});

describe('leaving an install flow', () => {
  test('tells the host what is known before anything was saved, and keeps what was entered', () => {
    const run = open({}, { installationDetails: { tenant: { id: null } } });
    set(run, { prefix: 'A' }).send({ type: 'leave', reason: 'cancelled' });
    assert.deepEqual(run.hostEvents.slice(-2), [
      { type: 'install-end', isSaved: false, details: { tenant: { id: null } } },
      { type: 'exit', reason: 'cancelled' },
    ]);
    assert.deepEqual([install(run).settings['prefix'], install(run).notice], ['A', 'kept']);
  });

  test('is no cancellation of what is installed', () => {
    assert.deepEqual(heard(installed().send({ type: 'leave', reason: 'escape' }), 'install-end'), []);
  });
});

describe('the choices of a provider', () => {
  const choices = (run: StateRun) => install(run).choices['list'];
  const received = (run: StateRun, labels: readonly string[], nextCursor?: string) =>
    run.send({
      type: 'options',
      path: 'list',
      response: { options: labels.map((label) => ({ value: label, label })), ...(nextCursor && { nextCursor }) },
    });
  const asked = (run: StateRun) =>
    works(run).flatMap((known) =>
      known.name === 'options' && known.path === 'list' ? [[known.query, known.cursor]] : [],
    );

  test('are read with the page of the settings, page by page, and by search', () => {
    const run = open();
    assert.deepEqual(asked(run), [['', undefined]]);
    act(received(run, ['a', 'b'], 'c1'), { type: 'more', path: 'list' });
    assert.deepEqual(asked(run), [['', 'c1']]);
    received(run, ['c']);
    assert.deepEqual(
      choices(run)?.options.map(({ label }) => label),
      ['a', 'b', 'c'],
    );
    act(run, { type: 'search', path: 'list', query: 'c' });
    assert.deepEqual(asked(run), [['c', undefined]]);
    received(run, ['c']);
    assert.deepEqual([choices(run)?.options.length, Object.keys(choices(run)?.labels ?? {}).length], [1, 3]);
  });

  test('can be read again after a failure', () => {
    const run = open();
    const task = run.tasks.find(
      (known) => 'work' in known && known.work.name === 'options' && known.work.path === 'list',
    );
    if (task) run.send({ type: 'failed', task, failure: { code: 'provider_unavailable', fields: [] } });
    assert.deepEqual([choices(run)?.problem?.code, asked(run)], ['provider_unavailable', []]);
    act(run, { type: 'search', path: 'list', query: '' });
    assert.deepEqual(asked(run), [['', undefined]]);
  });
});

describe('the next runs', () => {
  const run = () => act(filled(), next);
  const receive = (at: StateRun) =>
    at.send({ type: 'next-runs', work: work(at, 'next-runs'), response: { nextRuns: ['2026-12-01T07:30:00.000Z'] } });

  test('are read once for each schedule', () => {
    const at = receive(run());
    assert.deepEqual(
      [install(at).runs?.times, works(at).some(({ name }) => name === 'next-runs')],
      [['2026-12-01T07:30:00.000Z'], false],
    );
    act(at, { type: 'schedule', changes: { kind: 'hourly' } });
    assert.deepEqual(work(at, 'next-runs'), {
      name: 'next-runs',
      schedule: { expression: '0 * * * *', timeZone: 'Europe/Berlin' },
    });
    act(receive(at), { type: 'time-zone', timeZone: 'UTC' });
    assert.equal(work(at, 'next-runs').name, 'next-runs');
  });

  test('refuse a schedule that the server refuses, until it changes', () => {
    const at = failWork(
      act(run(), { type: 'schedule', changes: { kind: 'cron', expression: '0 0 30 2 *' } }),
      'next-runs',
      'invalid_request',
    );
    assert.equal(install(act(at, next)).page, 'schedule');
    assert.equal(install(act(at, { type: 'schedule', changes: { kind: 'daily' } }, next)).page, 'review');
  });

  test('lead back from the review to a schedule that the server refuses', () => {
    const at = act(run(), { type: 'schedule', changes: { kind: 'cron', expression: '0 0 30 2 *' } }, next);
    assert.equal(install(at).page, 'review');
    const { focus } = install(at);
    failWork(at, 'next-runs', 'invalid_request');
    assert.deepEqual([install(at).page, install(at).scheduleProblem], ['schedule', 'refused']);
    assert.notEqual(install(at).focus, focus);
  });

  test('can be read again after a failure', () => {
    const at = failWork(run(), 'next-runs', 'unreachable');
    assert.deepEqual(
      [install(at).runs?.problem?.code, works(at).some(({ name }) => name === 'next-runs')],
      ['unreachable', false],
    );
    assert.equal(work(act(at, { type: 'retry-runs' }), 'next-runs').name, 'next-runs');
  });
});

describe('the status of an installation', () => {
  for (const [title, statuses, paused, expected] of [
    ['is active while each connector has a connection that works', ['connected', 'needs_reauth'], false, 'active'],
    ['needs attention while a connection must be reconnected', ['needs_reauth', 'disconnected'], false, 'attention'],
    ['needs attention after an attempt that failed', ['error'], false, 'attention'],
    ['is active without a connection that has worked', ['disconnected'], false, 'active'],
    ['is paused, whatever else there is', ['needs_reauth'], true, 'paused'],
  ] as const) {
    test(title, () => {
      const [works, other] = installPageState().connectors;
      assert.ok(works && other);
      const connections = statuses.map((status, index) => connection({ id: 7 + index, status }));
      assert.equal(installationStatus({ paused }, [works, { ...other, connections }]), expected);
    });
  }
});

describe('the history', () => {
  const entry = (id: number) => ({ id, type: 'installation.updated', at: '2026-11-28T10:00:00.000Z' });
  const receive = (run: StateRun, response: HistoryResponse) => run.send({ type: 'history', response });
  const shown = (run: StateRun) => install(run).history?.activity.map(({ id }) => id);

  test('is read page by page, and again after a failure', () => {
    const run = act(installed(), { type: 'go', page: 'history' });
    assert.deepEqual(work(run, 'history'), { name: 'history', cursor: undefined });
    receive(run, { runs: [], activity: [entry(3), entry(2)], nextCursor: 'c1' });
    assert.ok(!works(run).some(({ name }) => name === 'history'));
    act(run, { type: 'more-history' });
    assert.deepEqual(work(run, 'history'), { name: 'history', cursor: 'c1' });
    failWork(run, 'history', 'unreachable');
    assert.equal(install(run).history?.problem?.code, 'unreachable');
    act(run, { type: 'more-history' });
    receive(run, { runs: [], activity: [entry(1)] });
    assert.deepEqual([shown(run), install(run).history?.nextCursor], [[3, 2, 1], undefined]);
  });

  test('is read from the start each time that it is opened, and the host hears of the view', () => {
    const run = act(installed(), { type: 'go', page: 'history' });
    receive(run, { runs: [], activity: [entry(1)], nextCursor: 'c1' });
    act(run, { type: 'go', page: 'overview' });
    assert.ok(!works(run).some(({ name }) => name === 'history'));
    act(run, { type: 'go', page: 'history' });
    assert.deepEqual([shown(run), work(run, 'history')], [[], { name: 'history', cursor: undefined }]);
    assert.deepEqual(pages(run), ['overview', 'history', 'overview', 'history']);
  });

  describe('that is open', () => {
    const report = (id: number) =>
      ({ id, status: 'success', startedAt: entry(id).at, overview: [], details: [], errors: [] }) as const;
    const page = (runs: number[], activity: number[], nextCursor?: string): HistoryResponse => ({
      runs: runs.map(report),
      activity: activity.map(entry),
      ...(nextCursor !== undefined && { nextCursor }),
    });
    const opened = (...responses: HistoryResponse[]) => {
      const run = act(installed(), { type: 'go', page: 'history' });
      responses.forEach((response, index) => {
        if (index > 0) act(run, { type: 'more-history' });
        receive(run, response);
      });
      return run;
    };
    const refresh = (run: StateRun, response: HistoryResponse) =>
      run.send({ type: 'history', isRefresh: true, response });
    const reads = (run: StateRun) => works(run).filter(({ name }) => name === 'history');
    const ids = (run: StateRun) => [install(run).history?.runs.map(({ id }) => id), shown(run)];

    test('shows the newest run after each change, and keeps older entries and where they continue', () => {
      const run = polled(opened(page([5, 4], [3, 2], 'c1'), page([3], [1], 'c2')));
      assert.deepEqual(reads(run), [{ name: 'history', isRefresh: true }]);
      refresh(run, page([6, 5], [3, 2], 'c3'));
      assert.deepEqual(
        [...ids(run), install(run).history?.nextCursor, reads(run)],
        [[6, 5, 4, 3], [3, 2, 1], 'c2', []],
      );
    });

    test('replaces a run whose report has changed', () => {
      const run = polled(opened(page([5, 4], [3])));
      refresh(run, { ...page([], [3]), runs: [{ ...report(5), message: 'Done.' }, report(4)] });
      assert.deepEqual(
        install(run).history?.runs.map(({ message }) => message),
        ['Done.', undefined],
      );
    });

    test('starts again if there may be others between the newest entries and those that it shows', () => {
      const run = act(opened(page([5, 4], [3], 'c1')), { type: 'more-history' });
      refresh(polled(run), page([9, 8], [3], 'c2'));
      assert.deepEqual([...ids(run), install(run).history?.nextCursor, reads(run)], [[9, 8], [3], 'c2', []]);
    });

    test('reads the newest entries while it reads older ones', () => {
      const run = polled(act(opened(page([5, 4], [3], 'c1')), { type: 'more-history' }));
      assert.deepEqual(reads(run), [
        { name: 'history', cursor: 'c1' },
        { name: 'history', isRefresh: true },
      ]);
      refresh(run, page([6, 5], [3], 'c2'));
      receive(run, page([3], [2]));
      assert.deepEqual([...ids(run), install(run).history?.nextCursor], [[6, 5, 4, 3], [3, 2], undefined]);
    });

    test('still reads the newest entries when older ones have arrived first', () => {
      const run = polled(act(opened(page([5, 4], [3], 'c1')), { type: 'more-history' }));
      receive(run, page([3], [2]));
      assert.deepEqual(reads(run), [{ name: 'history', isRefresh: true }]);
      refresh(run, page([6, 5], [3], 'c2'));
      assert.deepEqual([...ids(run), reads(run)], [[6, 5, 4, 3], [3, 2], []]);
    });

    test('reads its first entries again, and nothing besides', () => {
      const run = opened();
      const [before] = run.tasks.filter(({ type }) => type === 'install');
      const after = polled(run).tasks.filter((task) => task.type === 'install' && task.work.name === 'history');
      assert.deepEqual(reads(run), [{ name: 'history', cursor: undefined }]);
      assert.notEqual(after[0]?.key, before?.key);
    });

    test('says nothing of a failure to read the newest entries, and reads them after the next change', () => {
      const run = failWork(polled(opened(page([5], [3]))), 'history', 'unreachable');
      assert.deepEqual([install(run).history?.problem, reads(run)], [undefined, []]);
      assert.equal(reads(polled(run)).length, 1);
    });

    test('reads the newest entries in a new session', () => {
      const run = opened(page([5], [3]));
      run.acceptToken({ ...installPageState({ installation: installationDetails() }), locale: '' });
      assert.equal(reads(run).length, 1);
    });
  });
});
