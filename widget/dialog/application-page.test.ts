import { isRecord } from '../protocol/guards.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import {
  application,
  APPLICATION_PATH,
  integrationListResponse,
  ordersResponse,
} from '../testing/application-fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import { errorResponse, waitingState } from '../testing/fixtures.ts';
import { FramedDialog, type FramedDialogOptions } from '../testing/framed-dialog.ts';

const INIT = { type: 'INITIALIZE_EMBED', data: { token: 't', properties: {}, colorScheme: 'dark' } };

describe("the page of an application and Superblocks' client", () => {
  let framed: FramedDialog;
  let server: FakeSessionServer;

  const open = async (options?: FramedDialogOptions) => {
    const app = { id: application.id, path: APPLICATION_PATH };
    framed = new FramedDialog(waitingState({ dialect: 'superblocks', app }), options);
    await framed.until((log) => log.includes('load'));
    await framed.waitForPaint();
    server = new FakeSessionServer(framed.window);
  };
  /** The messages of a type, without the page's heights. */
  const data = (type: string) =>
    framed.messages.flatMap((message) => (isRecord(message) && message['type'] === type ? [message['data']] : []));
  const types = () =>
    framed.messages.flatMap((message) => {
      if (!isRecord(message) || !isRecord(message['data'])) return ['not a message of Superblocks'];
      const { eventName } = message['data'];
      return eventName === 'height-change' ? [] : [eventName ?? message['type']];
    });
  const heard = (type: string, count = 1) =>
    framed.until(() => types().filter((name) => name === type).length >= count);
  const respond = async (count: number, status: number, body: unknown) =>
    (await server.call(count)).respond(status, body);

  afterEach(() => framed.remove());

  it('begin with the client: the page replies to each init, and executes only the first', async () => {
    await open();
    deepEqual(framed.messages, []);
    for (let count = 0; count < 3; count++) framed.post(INIT);
    await respond(1, 200, ordersResponse());
    await heard('connection-status-change', 3);
    await framed.waitForPaint();
    // One status for each connector of the integration.
    const statuses = ['connection-status-change', 'connection-status-change', 'connection-status-change'];
    deepEqual(types(), [
      'INITIALIZED',
      'INITIALIZED',
      'INITIALIZED',
      'APP_LOADED',
      'NAVIGATION',
      'navigation',
      ...statuses,
    ]);
    deepEqual(data('INITIALIZED'), [{}, {}, {}]);
    deepEqual(data('APP_LOADED'), [application]);
    equal(server.calls.length, 1);
    equal(framed.window.document.documentElement.dataset['theme'], 'dark');
  });

  it('begin with an init that arrived before the page could listen', async () => {
    const early = `parent.location.origin, source: parent, data: ${JSON.stringify(INIT)}`;
    await open({ firstScript: `embedMessages = [new MessageEvent('message', { origin: ${early} })]` });
    await heard('INITIALIZED');
  });

  it('ignore an early init from another window', async () => {
    const early = `parent.location.origin, source: window, data: ${JSON.stringify(INIT)}`;
    await open({ firstScript: `embedMessages = [new MessageEvent('message', { origin: ${early} })]` });
    framed.post({ type: 'COLOR_SCHEME_CHANGE', data: { colorScheme: 'dark' } });
    await framed.waitForPaint();
    deepEqual(framed.messages, []);
  });

  it('navigate inside the page, which keeps its address and its document', async () => {
    await open();
    framed.post(INIT);
    await respond(1, 200, integrationListResponse());
    await heard('NAVIGATION');
    const { document } = framed.window;
    framed.post({
      type: 'TRIGGER_EVENT',
      data: { eventName: 'navigate', payload: { pathname: '/integrations/orders' } },
    });
    await respond(2, 200, ordersResponse());
    await heard('NAVIGATION', 2);
    deepEqual(
      data('NAVIGATION').map((shown) => isRecord(shown) && shown['pathname']),
      ['/', '/integrations/orders'],
    );
    equal(framed.window.document, document);
    equal(framed.window.history.length, history.length);
  });

  it('report a refused token to the client, and show the view of the next token', async () => {
    await open();
    framed.post(INIT);
    await respond(1, 200, ordersResponse());
    await heard('APP_LOADED');
    framed.post({ type: 'TOKEN_CHANGE', data: { token: 'bad' } });
    await respond(2, 401, errorResponse('token_invalid'));
    await heard('AUTH_ERROR');
    framed.post({ type: 'TOKEN_CHANGE', data: { token: 'good' } });
    const call = await server.call(3);
    deepEqual(isRecord(call.body) && [call.body['token'], call.body['path']], ['good', '/integrations/orders']);
    call.respond(200, ordersResponse());
    await call.read;
    await framed.waitForPaint();
    ok(framed.find(({ localName }) => localName === 'embed-integration-steps') !== undefined);
    equal(data('APP_LOADED').length, 1);
  });

  it('end when the host closes the page', async () => {
    await open();
    framed.post(INIT);
    await respond(1, 200, ordersResponse());
    await heard('APP_LOADED');
    framed.post({ type: 'TRIGGER_EVENT', data: { eventName: 'close', payload: {} } });
    await heard('exit');
    deepEqual(data('EMIT_EVENT').at(-1), { eventName: 'exit', payload: { reason: 'closed' } });
  });
});
