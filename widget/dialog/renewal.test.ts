import { en } from '../locales/en.ts';
import { EXCHANGE_PATH } from '../protocol/session-api.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog, type MountedDialogOptions } from '../testing/mounted-dialog.ts';
import {
  apiKeyConnector,
  connectedConnection,
  connection,
  dialogState,
  tokenExchangeResponse,
  errorResponse,
} from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';

const two = [connectedConnection({ name: 'Sales' }), connection({ id: 2 })];

describe('a refresh of the session', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  const open = async (options: MountedDialogOptions) => {
    dialog = new MountedDialog({ state: dialogState({ dialect: 'native' }), hostSendsMessages: true, ...options });
    await dialog.settle();
  };
  const press = async (name: string) => {
    dialog.button(name).click();
    await dialog.settle();
  };
  const respond = async (...response: Parameters<FakeSessionServer['respond']>) => {
    await server.respond(...response);
    await dialog.settle();
  };
  const hand = (token: string) => dialog.page.execute({ type: 'token', token });
  const paths = () => server.calls.map(({ method, path }) => `${method} ${path}`);
  const bearers = () => server.calls.map(({ authorization }) => authorization);
  const typesTold = () => dialog.emittedEvents.map(({ type }) => type);
  const errors = () => dialog.emittedEvents.flatMap((event) => (event.type === 'error' ? [event.code] : []));

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
  });

  const OLD = 'Bearer bearer-of-the-session';
  const NEW = 'Bearer bearer-of-the-next-session';

  it('lets a person connect with the typed values after the session has expired', async () => {
    await open({});
    dialog.type('api_key', 'typed');
    await press('Connect');
    await respond(1, 401, errorResponse('session_expired'));
    ok(dialog.text.includes(en['header.refreshing_session']));
    ok(dialog.text.includes('Checking with Meridian…'));
    hand('t');
    await respond(2, 200, tokenExchangeResponse());
    ok(!dialog.text.includes(en['header.refreshing_session']));
    const call = await server.call(3);
    deepEqual(call.body, { values: { api_key: 'typed' } });
    await respond(3, 200, { connection: connectedConnection() });
    ok(dialog.text.includes('Meridian is connected'));
    deepEqual(bearers(), [OLD, null, NEW]);
    deepEqual(typesTold(), ['connection-status-change', 'token-expired', 'connection-status-change', 'success']);
  });

  it('lets a person disconnect', async () => {
    await open({ state: dialogState({ connections: [connectedConnection()] }) });
    await press('Disconnect');
    await press('Disconnect');
    await respond(1, 401, errorResponse('session_expired'));
    hand('t');
    await respond(2, 200, tokenExchangeResponse({ connections: [connectedConnection()] }));
    await respond(3, 200, { connection: connection() });
    const disconnect = 'POST /session/connections/1/disconnect';
    deepEqual(paths(), [disconnect, `POST ${EXCHANGE_PATH}`, disconnect]);
    ok(dialog.text.includes('Connect Meridian'));
  });

  it('lets a person rename a connection', async () => {
    await open({ state: dialogState({ connections: two }) });
    await press('Rename');
    dialog.fill('#name', 'Europe');
    await press('Save');
    await respond(1, 401, errorResponse('session_expired'));
    hand('t');
    await respond(2, 200, tokenExchangeResponse({ connections: two }));
    equal(dialog.input('#name').value, 'Europe');
    await respond(3, 200, { connection: connectedConnection({ name: 'Europe' }) });
    const rename = 'PATCH /session/connections/1';
    deepEqual(paths(), [rename, `POST ${EXCHANGE_PATH}`, rename]);
    equal(dialog.connectionSelect.selectedOptions[0]?.text, 'Europe (connected)');
  });

  it('reads the connections after a cancellation', async () => {
    await open({});
    dialog.type('api_key', 'typed');
    await press('Connect');
    await server.call(1);
    await press('Cancel');
    await respond(2, 401, errorResponse('session_expired'));
    ok(!dialog.text.includes(en['header.refreshing_session']));
    hand('t');
    await respond(3, 200, tokenExchangeResponse());
    const connectors = [{ name: 'meridian', connections: [connectedConnection()] }];
    await respond(4, 200, { version: 'second', connectors });
    deepEqual(paths().slice(1), ['GET /session', `POST ${EXCHANGE_PATH}`, 'GET /session']);
    ok(dialog.text.includes('Meridian is connected'));
  });

  it('happens once: a call fails if the next session has expired too', async () => {
    await open({});
    dialog.type('api_key', 'typed');
    await press('Connect');
    await respond(1, 401, errorResponse('session_expired'));
    hand('t');
    await respond(2, 200, tokenExchangeResponse());
    await respond(3, 401, errorResponse('session_expired'));
    ok(dialog.text.includes(en['problem.session_expired.title']));
    equal(typesTold().filter((type) => type === 'token-expired').length, 1);
    deepEqual(errors(), ['session_expired']);
  });

  it('shows a notice if no token arrives in time, and continues with a later token and the typed values', async () => {
    await open({ timeoutMs: 5 });
    dialog.type('api_key', 'typed');
    await press('Connect');
    (await server.call(1)).respond(401, errorResponse('session_expired'));
    await dialog.until(() => errors().length > 0);
    ok(dialog.text.includes(en['problem.session_expired.title']));
    deepEqual(errors(), ['session_expired']);
    hand('late');
    await respond(2, 200, tokenExchangeResponse());
    equal(dialog.input().value, 'typed');
    await press('Connect');
    deepEqual((await server.call(3)).body, { values: { api_key: 'typed' } });
    equal(server.calls[2]?.authorization, NEW);
  });

  it('returns to the step in which the session expired', async () => {
    await open({ state: dialogState({ connections: [connectedConnection()] }), timeoutMs: 5 });
    await press('Update details');
    dialog.type('api_key', 'typed');
    await press('Update details');
    (await server.call(1)).respond(401, errorResponse('session_expired'));
    await dialog.until(() => errors().length > 0);
    hand('late');
    await respond(2, 200, tokenExchangeResponse({ connections: [connectedConnection()] }));
    ok(dialog.text.includes('stays active until Meridian accepts'));
    equal(dialog.input().value, 'typed');
  });

  for (const code of ['token_invalid', 'token_expired', 'token_replayed', 'rate_limited'] as const) {
    it(`shows why the token was refused: ${code}, does not ask again, and accepts a later token`, async () => {
      await open({});
      dialog.type('api_key', 'typed');
      await press('Connect');
      await respond(1, 401, errorResponse('session_expired'));
      hand('bad');
      await respond(2, 401, errorResponse(code));
      ok(dialog.text.includes(en[`problem.${code}.title`]));
      deepEqual(errors(), [code]);
      equal(typesTold().filter((type) => type === 'token-expired').length, 1);
      hand('good');
      await respond(3, 200, tokenExchangeResponse());
      equal(dialog.input().value, 'typed');
    });
  }

  it('says that the server is unreachable, keeps the typed values, and asks again at the next attempt', async () => {
    await open({});
    dialog.type('api_key', 'typed');
    await press('Connect');
    await respond(1, 401, errorResponse('session_expired'));
    hand('t');
    (await server.call(2)).drop();
    await dialog.settle();
    ok(dialog.text.includes(en['problem.unreachable.title']));
    equal(dialog.input().value, 'typed');
    await press('Try again');
    await respond(3, 401, errorResponse('session_expired'));
    equal(typesTold().filter((type) => type === 'token-expired').length, 2);
  });

  it('can be cancelled while a person connects: no call is repeated, and the typed values stay', async () => {
    await open({});
    dialog.type('api_key', 'typed');
    await press('Connect');
    await respond(1, 401, errorResponse('session_expired'));
    await press('Cancel');
    equal(dialog.input().value, 'typed');
    hand('t');
    await respond(2, 200, tokenExchangeResponse());
    deepEqual(paths().slice(1), [`POST ${EXCHANGE_PATH}`]);
    deepEqual(errors(), []);
    ok(!dialog.text.includes(en['header.refreshing_session']));
  });

  it('can be cancelled while a person disconnects', async () => {
    await open({ state: dialogState({ connections: [connectedConnection()] }) });
    await press('Disconnect');
    await press('Disconnect');
    await respond(1, 401, errorResponse('session_expired'));
    equal(dialog.button('Stay connected').getAttribute('aria-disabled'), 'false');
    await press('Stay connected');
    equal(dialog.findAll('#question').length, 0);
    hand('t');
    await respond(2, 200, tokenExchangeResponse({ connections: [connectedConnection()] }));
    equal(server.calls.length, 2);
    ok(dialog.text.includes('Meridian is connected'));
  });

  it('can be cancelled while a person renames a connection', async () => {
    await open({ state: dialogState({ connections: two }) });
    await press('Rename');
    dialog.fill('#name', 'Europe');
    await press('Save');
    await respond(1, 401, errorResponse('session_expired'));
    await press('Cancel');
    equal(dialog.connectionSelect.selectedOptions[0]?.text, 'Sales (connected)');
    equal(server.calls.length, 1);
  });

  it('is silent while no call runs, and updates the connections', async () => {
    await open({});
    dialog.type('api_key', 'typed');
    const input = dialog.input();
    hand('t');
    await respond(1, 200, tokenExchangeResponse());
    equal(dialog.input(), input);
    equal(input.value, 'typed');
    deepEqual(typesTold(), ['connection-status-change']);
    hand('t');
    await respond(2, 200, tokenExchangeResponse({ connections: [connectedConnection()] }));
    ok(dialog.text.includes(en['elsewhere.connected'].replace('{provider}', 'Meridian')));
    equal(input.value, 'typed');
    deepEqual(typesTold(), ['connection-status-change', 'connection-status-change']);
  });

  const OTHERS: readonly (readonly [string, Parameters<typeof tokenExchangeResponse>[0]])[] = [
    ['another tenant', { tenant: 'Fabrikam', connections: [connection({ id: 8 })], connectionId: 8 }],
    ['another tenant of the same name', { connections: [connection({ id: 8 })], connectionId: 8 }],
    ['another organization', { organization: 'Globex' }],
    ['another connector', { connector: { ...apiKeyConnector, name: 'other' } }],
  ];
  for (const [title, overrides] of OTHERS) {
    it(`starts a new dialog for ${title}, without typed values and repeated calls`, async () => {
      await open({});
      dialog.type('api_key', 'typed');
      await press('Connect');
      await respond(1, 401, errorResponse('session_expired'));
      hand('t');
      await respond(2, 200, tokenExchangeResponse(overrides));
      equal(dialog.input().value, '');
      equal(server.calls.length, 2);
      deepEqual(typesTold(), ['connection-status-change', 'token-expired', 'connection-status-change']);
    });
  }

  it('ignores a late response about another tenant', async () => {
    await open({});
    dialog.type('api_key', 'typed');
    await press('Connect');
    const late = await server.call(1);
    hand('t');
    await respond(2, 200, tokenExchangeResponse({ connections: [connection({ id: 8 })], connectionId: 8 }));
    late.respond(200, { connection: connectedConnection() });
    await dialog.settle();
    ok(dialog.text.includes('Connect Meridian'));
    equal(typesTold().filter((type) => type === 'success').length, 0);
  });

  it('does not keep the previous dialog after a refused token', async () => {
    await open({});
    dialog.type('api_key', 'typed');
    hand('bad');
    await respond(1, 401, errorResponse('token_invalid'));
    ok(dialog.text.includes(en['problem.token_invalid.title']));
    equal(dialog.findAll('input').length, 0);
    deepEqual(errors(), ['token_invalid']);
  });

  it('is not requested from a host that sends no messages, and the typed values are lost', async () => {
    await open({ hostSendsMessages: false });
    dialog.type('api_key', 'typed');
    await press('Connect');
    await respond(1, 401, errorResponse('session_expired'));
    ok(dialog.text.includes(en['problem.session_expired.title']));
    hand('t');
    await dialog.settle();
    equal(server.calls.length, 1);
    deepEqual(typesTold(), ['connection-status-change', 'error']);
  });
});
