import { emulateMedia, setViewport } from '@web/test-runner-commands';
import { en } from '../../locales/en.ts';
import type { ConnectionDetails } from '../../protocol/connection.ts';
import type { IntegrationSummary } from '../../protocol/page-state.ts';
import { assertAccessible } from '../../testing/accessibility.ts';
import { deepEqual, equal, ok } from '../../testing/assert.ts';
import {
  application,
  APPLICATION_PATH,
  integrationListResponse,
  integrations,
  ordersResponse,
} from '../../testing/application-fixtures.ts';
import { FakeSessionServer } from '../../testing/fake-session-server.ts';
import { connection, errorResponse, waitingState } from '../../testing/fixtures.ts';
import { MountedDialog } from '../../testing/mounted-dialog.ts';
import '../effects/token-exchange.ts';
import '../application.ts';

describe('the page of an application', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  beforeEach(async () => {
    server = new FakeSessionServer();
    const state = waitingState({ app: { id: application.id, path: APPLICATION_PATH } });
    dialog = new MountedDialog({ state, hostSendsMessages: true });
    await dialog.settle();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
    document.documentElement.lang = 'en';
  });

  const begin = (token: string | null = 't') =>
    dialog.page.execute({ type: 'init', mode: 'inline', presentation: {}, token }, 'https://app.acme.example');
  const respond = async (...response: Parameters<FakeSessionServer['respond']>) => {
    await server.respond(...response);
    await dialog.settle();
  };
  const open = async (body: unknown) => {
    begin();
    await respond(1, 200, body);
  };
  /** The button of an integration or a step. */
  const row = (title: string) => {
    const found = dialog.findAll('li button').find((button) => nameOf(button).startsWith(title));
    ok(found !== undefined, `The dialog shows no ${title}.`);
    return found;
  };
  const steps = () => dialog.findAll('ol button');
  const currentSteps = () => steps().flatMap((button) => (button.ariaCurrent === 'step' ? [nameOf(button)] : []));
  const connect = async (count: number, id: number, connector: string) => {
    dialog.type('api_key', 'key');
    dialog.button('Connect').click();
    const connected: ConnectionDetails = connection({ id, connector, status: 'connected', verified: true });
    await respond(count, 200, { connection: connected });
  };
  const focusedText = () => textOf(dialog.focused);

  it('sends the origin of its host, the properties and the path with each token', async () => {
    await open(integrationListResponse());
    const [exchange] = server.calls;
    deepEqual(exchange?.body, { token: 't', origin: 'https://app.acme.example', properties: {} });
    row('Orders').click();
    deepEqual((await server.call(2)).body, {
      token: 't',
      origin: 'https://app.acme.example',
      properties: {},
      path: '/integrations/orders',
    });
  });

  it('lists integrations by name, and opens the one that the person clicks at its first step', async () => {
    await open(integrationListResponse());
    equal(textOf(dialog.find('h1')), en['integrations.title']);
    ok(dialog.text.includes('For Contoso in Acme'));
    row('Orders').click();
    await dialog.settle();
    ok(dialog.findAll('ul button').every((button) => button.ariaDisabled === 'true'));
    await respond(2, 200, ordersResponse());
    deepEqual(currentSteps(), ['GWT not connected']);
    equal(focusedText(), 'Connect GWT');
    equal(textOf(dialog.find('h1')), 'Orders');
  });

  it('shows the logo of the organization as soon as it is loaded', async () => {
    const logo = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 1"/>';
    await open(integrationListResponse({ logo }));
    const image = dialog.find('.logo');
    ok(image instanceof HTMLImageElement);
    equal(image.alt, '');
    const { height } = image.getBoundingClientRect();
    if (getComputedStyle(image).opacity === '0')
      await new Promise((resolve) => image.addEventListener('load', resolve));
    equal(getComputedStyle(image).opacity, '1');
    equal(image.getBoundingClientRect().height, height);
  });

  it('shows the icons of integrations and connectors', async () => {
    const icon = 'data:image/svg+xml,<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
    const [orders, ...others] = integrations;
    await open(integrationListResponse({ integrations: [...(orders ? [{ ...orders, icon }] : []), ...others] }));
    const sources = () => dialog.findAll('li .icon').map((shown) => shown.querySelector('img')?.src);
    deepEqual(sources().toSorted(), [icon, undefined]);
    row('Orders').click();
    const { connectors } = ordersResponse();
    const pictured = connectors.map((entry) => ({ ...entry, connector: { ...entry.connector, icon } }));
    await respond(2, 200, ordersResponse([], { connectors: pictured }));
    deepEqual(sources(), [icon, icon, icon]);
  });

  it('goes back to the list', async () => {
    await open(ordersResponse());
    dialog.button(en['steps.all']).click();
    await respond(2, 200, integrationListResponse());
    equal(focusedText(), en['integrations.title']);
  });

  it('offers no list to a person who sees one integration', async () => {
    await open(ordersResponse([], { integrations: integrations.slice(0, 1) }));
    equal(
      dialog.findAll('button').some((button) => textOf(button) === en['steps.all']),
      false,
    );
  });

  it('connects one connector after another, and then says that everything is connected', async () => {
    await open(ordersResponse());
    const status = () => textOf(dialog.find('.stack.close > [role=status]'));
    const seen: string[][] = [];
    for (const [index, connector] of ['gwt', 'hubspot', 'xero'].entries()) {
      await connect(index + 2, index + 1, connector);
      seen.push([status(), focusedText(), ...currentSteps()]);
    }
    deepEqual(seen, [
      ['1 of 3 connected', 'Connect HubSpot', 'HubSpot not connected'],
      ['2 of 3 connected', 'Connect Xero', 'Xero not connected'],
      [en['steps.done'], 'Xero is connected', 'Xero connected'],
    ]);
  });

  it('shows the step that a person chooses, and moves the focus to its heading', async () => {
    await open(ordersResponse(['connected', 'needs_reauth']));
    deepEqual(steps().map(nameOf), ['GWT connected', 'HubSpot needs to be reconnected', 'Xero not connected']);
    row('GWT').click();
    await dialog.settle();
    equal(focusedText(), 'GWT is connected');
    row('Xero').click();
    await dialog.settle();
    equal(focusedText(), 'Connect Xero');
    deepEqual(currentSteps(), ['Xero not connected']);
  });

  it('keeps the step while a call runs', async () => {
    await open(ordersResponse());
    dialog.type('api_key', 'key');
    dialog.button('Connect').click();
    row('Xero').click();
    await dialog.settle();
    deepEqual(currentSteps(), ['GWT not connected']);
    equal(row('Xero').ariaDisabled, 'true');
  });

  it('shows no steps for an integration of one connector', async () => {
    const { connectors } = ordersResponse();
    await open(ordersResponse([], { connectors: connectors.slice(0, 1) }));
    deepEqual(steps(), []);
    ok(dialog.text.includes('Connect GWT'));
  });

  it('lists public integrations without a token, to read only', async () => {
    begin(null);
    const { app, path } = integrationListResponse();
    await respond(1, 200, {
      ...{ readOnly: true, organization: 'Acme', sandbox: false, locale: 'en' },
      ...{ app, path, integrations },
    });
    deepEqual(dialog.findAll('li').map(nameOf), ['Orders Copies each order. GWT · HubSpot · Xero', 'Invoices Xero']);
    ok(dialog.text.includes('You can connect them when you’re signed in to Acme.'));
    deepEqual(dialog.findAll('button, a'), []);
    deepEqual(server.polls, []);
  });

  describe('of many integrations', () => {
    const many = Array.from({ length: 9 }, (_, index): IntegrationSummary => {
      const status = index === 4 ? 'installed' : index === 6 ? 'paused' : 'not_installed';
      return {
        ...{ id: index + 1, slug: `n${index}`, name: `Number ${index}`, description: '', connectors: [], status },
        category: index < 5 ? 'Low' : 'High',
        ...(index === 8 && { status: 'installed', attention: 'needs_reauth' }),
      };
    });
    const shown = () => dialog.findAll('li').filter((row) => row.checkVisibility());
    const names = () => shown().map((row) => textOf(row.querySelector('.name')));
    const status = () => textOf(dialog.find('.line [role=status]'));
    const type = (query: string) => {
      const input = dialog.find('#query');
      ok(input instanceof HTMLInputElement);
      input.value = query;
      input.dispatchEvent(new InputEvent('input'));
    };
    const search = async (query: string) => {
      type(query);
      await dialog.settle();
    };

    beforeEach(() => open(integrationListResponse({ integrations: many })));

    it('shows first what needs attention, and the status of each', () => {
      deepEqual(names().slice(0, 2), ['Number 8', 'Number 0']);
      const rows = dialog.findAll('li').map(nameOf);
      ok(rows[0]?.endsWith(en['status.needs_reauth']) === true);
      equal(rows.filter((row) => row.endsWith(` ${en['status.installed']}`)).length, 1);
      equal(rows.filter((row) => row.endsWith(en['status.paused'])).length, 1);
    });

    it('finds integrations by a text, and says how many', async () => {
      await search('number 3');
      deepEqual(names(), ['Number 3']);
      equal(status(), '1 of 9');
    });

    it('shows what a search finds in the same frame, because it needs no other task', async () => {
      type('number 3');
      for (let microtasks = 0; microtasks < 20; microtasks += 1) await Promise.resolve();
      deepEqual(names(), ['Number 3']);
      equal(status(), '1 of 9');
    });

    it('keeps the rows and their icons during a search, so that no row shows the icon of another one', async () => {
      const rows = shown();
      const icons = dialog.findAll('li .icon');
      await search('number 3');
      equal(shown()[0], rows[4]);
      await search('');
      equal(shown().length, rows.length);
      ok(shown().every((row, index) => row === rows[index]));
      ok(dialog.findAll('li .icon').every((icon, index) => icon === icons[index]));
    });

    it('limits the list to a category and to what is installed', async () => {
      const select = dialog.find('#category');
      ok(select instanceof HTMLSelectElement);
      deepEqual(
        [...select.options].map(({ text }) => text.trim()),
        [en['integrations.all_categories'], 'Low', 'High'],
      );
      select.value = 'High';
      select.dispatchEvent(new Event('change'));
      const check = dialog.find('input[type=checkbox]');
      ok(check instanceof HTMLInputElement);
      check.click();
      await dialog.settle();
      deepEqual(names(), ['Number 8', 'Number 6']);
    });

    it('offers to show everything again when nothing matches', async () => {
      await search('nothing like it');
      equal(status(), en['integrations.none_match']);
      dialog.button(en['integrations.show_all']).click();
      await dialog.settle();
      equal(names().length, 9);
      equal(dialog.focused?.id, 'query');
    });

    it('keeps the search while an integration is shown', async () => {
      await search('number 3');
      row('Number 3').click();
      await respond(2, 200, ordersResponse([], { integrations: many }));
      dialog.button(en['steps.all']).click();
      await respond(3, 200, integrationListResponse({ integrations: many }));
      deepEqual(names(), ['Number 3']);
      const input = dialog.find('#query');
      equal(input instanceof HTMLInputElement && input.value, 'number 3');
    });
  });

  describe('of more integrations than a screen shows', () => {
    const hundred = Array.from({ length: 100 }, (_, index): IntegrationSummary => ({
      ...{ id: index + 1, slug: `n${index}`, name: `Number ${index}`, description: '', connectors: [] },
      status: 'not_installed',
    }));
    const rows = () => dialog.findAll('li');
    const names = () =>
      rows().flatMap((shown) => (shown.checkVisibility() ? [textOf(shown.querySelector('.name'))] : []));

    it('shows the first of them at once, and soon all of them', async () => {
      await open(integrationListResponse({ integrations: hundred }));
      const [first] = rows();
      deepEqual(
        names(),
        hundred.slice(0, rows().length).map(({ name }) => name),
      );
      while (rows().length < hundred.length) await new Promise(requestAnimationFrame);
      equal(rows()[0], first);
      deepEqual(
        names(),
        hundred.map(({ name }) => name),
      );
    });

    it('finds those that it has not shown yet', async () => {
      begin();
      void server.respond(1, 200, integrationListResponse({ integrations: hundred }));
      while (dialog.findAll('#query').length === 0) await new Promise(requestAnimationFrame);
      const input = dialog.find('#query') as HTMLInputElement;
      input.value = '99';
      input.dispatchEvent(new InputEvent('input'));
      for (let microtasks = 0; microtasks < 20; microtasks += 1) await Promise.resolve();
      deepEqual(names(), ['Number 99']);
      while (rows().length < hundred.length) await new Promise(requestAnimationFrame);
      deepEqual(names(), ['Number 99']);
    });
  });

  it('says that there is nothing to connect', async () => {
    await open(integrationListResponse({ integrations: [] }));
    ok(dialog.text.includes(en['integrations.empty']));
  });

  for (const [title, body] of [
    ['no application', integrationListResponse({ app: undefined } as object)],
    ['integrations of another shape', { ...integrationListResponse(), integrations: [{ name: 'Orders' }] }],
    ['an integration without a name', { ...ordersResponse(), integration: { slug: 'orders' } }],
    ['a public list', { readOnly: true, organization: 'Acme', sandbox: false, locale: 'en' }],
  ] as const) {
    it(`treats a response with ${title} as no response`, async () => {
      await open(body);
      ok(dialog.text.includes(en['problem.unreachable.title']));
    });
  }

  it('shows that a path does not exist for the reader', async () => {
    await open(ordersResponse());
    dialog.page.execute({ type: 'navigate', path: '/integrations/hidden' });
    await respond(2, 404, errorResponse('not_found'));
    equal(textOf(dialog.find('h1')), en['problem.not_found.title']);
  });

  // This and what follows is last in this file: the window of WebKit loses the focus when it gets another size.
  describe('has no violation that axe finds, and fits in 320 px', () => {
    beforeEach(async () => {
      await emulateMedia({ reducedMotion: 'reduce' });
      await setViewport({ width: 320, height: 700 });
      dialog.remove();
      const state = waitingState({ app: { id: application.id, path: APPLICATION_PATH, isPortal: true } });
      dialog = new MountedDialog({ state, hostSendsMessages: true });
      await dialog.settle();
    });

    it('with a list, after a problem, and while it is searched', async () => {
      const [orders, invoices] = integrations;
      ok(orders !== undefined && invoices !== undefined);
      const many = Array.from({ length: 7 }, (_, index): IntegrationSummary => {
        const base = { ...(index % 2 === 0 ? orders : invoices), id: index + 1, slug: `n${index}` };
        return { ...base, category: `Category ${index}`, status: index > 3 ? 'installed' : 'paused' };
      });
      await open(integrationListResponse({ integrations: [{ ...orders, attention: 'failed_run' }, ...many] }));
      ok(dialog.findAll('.icon').length > 1);
      await assertAccessible(dialog);
      row('Orders').click();
      await respond(2, 500, errorResponse('internal'));
      ok(dialog.text.includes(en['problem.internal.title']));
      const input = dialog.find('#query');
      ok(input instanceof HTMLInputElement);
      input.value = 'nothing like it';
      input.dispatchEvent(new InputEvent('input'));
      await dialog.settle();
      ok(dialog.text.includes(en['integrations.none_match']));
      await assertAccessible(dialog);
    });

    it('with the steps of an integration', async () => {
      await open(ordersResponse(['connected', 'needs_reauth', 'error']));
      await assertAccessible(dialog);
    });

    it('with an integration that is connected', async () => {
      await open(ordersResponse(['connected', 'connected', 'connected']));
      await assertAccessible(dialog);
    });

    it('with what everybody may read', async () => {
      begin(null);
      const { app, path } = integrationListResponse();
      await respond(1, 200, {
        readOnly: true,
        organization: 'Acme',
        sandbox: false,
        locale: 'en',
        app,
        path,
        integrations,
      });
      await assertAccessible(dialog);
    });
  });

  describe('of up to 24 integrations', () => {
    it('has its final height before a person scrolls, so that its frame changes its height once', async () => {
      await setViewport({ width: 320, height: 200 });
      const rowsOf = (count: number) =>
        Array.from({ length: count }, (_, index): IntegrationSummary => {
          const description = 'A sentence that is long enough for several lines in a narrow frame. '.repeat(index % 3);
          return { id: index + 1, slug: `n${index}`, name: `Number ${index}`, description, connectors: [] };
        });
      await open(integrationListResponse({ integrations: rowsOf(24) }));
      const height = dialog.element.getBoundingClientRect().height;
      document.documentElement.scrollTo(0, height);
      for (let frames = 0; frames < 3; frames += 1) await new Promise(requestAnimationFrame);
      equal(dialog.element.getBoundingClientRect().height, height);
    });
  });
});

/** The text of a row without its monogram, which screen readers skip. */
function nameOf(row: Element): string {
  return textOf(row.querySelector('.text'));
}

/** The text of an element and its children, in which blanks separate elements. */
function textOf(element: Element | null): string {
  const walker = document.createTreeWalker(element ?? document.createElement('p'), NodeFilter.SHOW_TEXT);
  const parts: string[] = [];
  while (walker.nextNode()) parts.push(walker.currentNode.textContent ?? '');
  return parts.join('').replace(/\s+/g, ' ').trim();
}
