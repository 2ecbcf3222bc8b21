import { hostMessage, type HostPayload, isFrameMessage } from '../protocol/native-messages.ts';
import { TAG_FRAME_NAME } from '../protocol/tag-frame-name.ts';
import type { PageState } from '../protocol/page-state.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FramedDialog, type FramedDialogOptions } from '../testing/framed-dialog.ts';
import {
  connectedConnection,
  connection,
  dialogState,
  tokenExchangeResponse,
  waitingState,
} from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';

const typeOf = (entry: unknown) => (isFrameMessage(entry) ? entry.type : entry);

describe('a native page and its host', () => {
  let framed: FramedDialog;

  const open = (state: PageState, options?: FramedDialogOptions) => (framed = new FramedDialog(state, options));
  const openForTag = (state: PageState) => open(state, { name: TAG_FRAME_NAME });
  const native = (overrides: Parameters<typeof dialogState>[0] = {}) =>
    dialogState({ dialect: 'native', ...overrides });
  const init = (payload: Partial<HostPayload<'init'>> = {}) =>
    framed.post(hostMessage('init', { nonce: 'n', ...payload }));
  const types = () => framed.log.map(typeOf);
  const heard = (type: string) => framed.until(() => types().includes(type));
  const nonces = () =>
    framed.messages.flatMap((message) =>
      isFrameMessage(message) && message.type === 'ready' ? [message.payload.nonce] : [],
    );
  const loaded = async () => {
    await framed.until((log) => log.includes('load'));
    await framed.waitForPaint();
  };

  afterEach(() => framed.remove());

  it('start in a plain iframe with the page: ready once loaded, then its height, then the status', async () => {
    open(native());
    await heard('connection-status-change');
    await framed.waitForPaint();
    deepEqual(types(), ['load', 'ready', 'height-change', 'connection-status-change']);
    deepEqual(nonces(), [undefined]);
    ok(framed.messages.every(isFrameMessage));
  });

  it("continue in a plain iframe with a reply to the host's init, and repeat no other message", async () => {
    open(native());
    await heard('connection-status-change');
    init();
    await framed.until(() => nonces().length === 2);
    await framed.waitForPaint();
    deepEqual(types().slice(1), ['ready', 'height-change', 'connection-status-change', 'ready']);
    deepEqual(nonces(), [undefined, 'n']);
  });

  it("start in a tag's iframe with the tag: the page sends nothing before", async () => {
    openForTag(native());
    await loaded();
    deepEqual(types(), ['load']);
    init();
    await heard('connection-status-change');
    await framed.waitForPaint();
    deepEqual(types(), ['load', 'ready', 'height-change', 'connection-status-change']);
    deepEqual(nonces(), ['n']);
  });

  it('start once: each repeated init gets a reply and has no other effect', async () => {
    openForTag(waitingState());
    await loaded();
    const server = new FakeSessionServer(framed.window);
    for (const token of ['first', 'second', 'third']) init({ token, theme: token === 'first' ? 'dark' : 'light' });
    await framed.until(() => nonces().length === 3);
    await server.call(1);
    await framed.waitForPaint();
    deepEqual(
      server.calls.map(({ body }) => body),
      [{ token: 'first', origin: location.origin }],
    );
    equal(framed.window.document.documentElement.dataset['theme'], 'dark');
  });

  it('start a new conversation with another nonce', async () => {
    openForTag(native());
    await loaded();
    init({ nonce: 'first' });
    await heard('connection-status-change');
    init({ nonce: 'second', theme: 'dark' });
    await framed.until(() => nonces().length === 2);
    await framed.waitForPaint();
    deepEqual(nonces(), ['first', 'second']);
    equal(framed.window.document.documentElement.dataset['theme'], 'dark');
    equal(types().filter((type) => type === 'height-change').length, 1);
  });

  it('open a dialog with the token of the first message', async () => {
    openForTag(waitingState());
    await loaded();
    const server = new FakeSessionServer(framed.window);
    init({ token: 't' });
    const call = await server.call(1);
    deepEqual([call.method, call.body, call.authorization], ['POST', { token: 't', origin: location.origin }, null]);
    // The tag shows its loading text until there is a height.
    await framed.waitForPaint();
    deepEqual(types(), ['load', 'ready']);
    call.respond(200, tokenExchangeResponse({ connections: [connectedConnection()] }));
    await heard('connection-status-change');
    await framed.waitForPaint();
    deepEqual(types().slice(0, 3), ['load', 'ready', 'height-change']);
    const document = framed.window.document;
    ok(!new XMLSerializer().serializeToString(document).includes('bearer-of-the-next-session'));
  });

  it('request another token before the dialog opens', async () => {
    openForTag(waitingState());
    await loaded();
    const server = new FakeSessionServer(framed.window);
    init({ token: 'too-old' });
    (await server.call(1)).respond(401, { error: { code: 'token_expired', message: 'Too old.', requestId: 'r' } });
    await heard('token-expired');
    deepEqual(types(), ['load', 'ready', 'token-expired']);
  });

  it('refresh a session: the page asks, the host replies, and the connection succeeds', async () => {
    open(native());
    await heard('connection-status-change');
    const server = new FakeSessionServer(framed.window);
    framed.fill('field-api_key', 'typed');
    framed.clickButton('Connect');
    (await server.call(1)).respond(401, { error: { code: 'session_expired', message: 'Over.', requestId: 'r' } });
    await heard('token-expired');
    framed.post(hostMessage('token', { token: 't' }));
    (await server.call(2)).respond(200, tokenExchangeResponse());
    const again = await server.call(3);
    deepEqual(again.body, { values: { api_key: 'typed' } });
    again.respond(200, { connection: connectedConnection(), successDetails: { receipt: 'a.b.c' } });
    await heard('success');
    const success = framed.messages.find((message) => typeOf(message) === 'success');
    ok(isFrameMessage(success) && success.type === 'success' && success.payload.receipt === 'a.b.c');
  });

  it('agree on theme and design tokens', async () => {
    open(native());
    await heard('connection-status-change');
    framed.post(hostMessage('appearance', { theme: 'dark', appearance: { accent: 'red', danger: 'url(x)' } }));
    framed.post(hostMessage('init', { nonce: 'n' }));
    await framed.until(() => nonces().length === 2);
    const { documentElement } = framed.window.document;
    equal(documentElement.dataset['theme'], 'dark');
    const style = getComputedStyle(documentElement);
    while (style.getPropertyValue('--embed-accent') !== 'red') await framed.waitForPaint();
    ok(!style.getPropertyValue('--embed-danger').includes('url'));
  });

  it('end the conversation when the host closes', async () => {
    open(native());
    await heard('connection-status-change');
    framed.post(hostMessage('close', {}));
    await heard('exit');
    const exit = framed.messages.at(-1);
    ok(isFrameMessage(exit) && exit.type === 'exit' && exit.payload.reason === 'closed');
  });

  it('exchange nothing if the host is not on the allow list', async () => {
    open(native({ parent: { allowed: ['https://app.acme.example'], anyOrigin: false, fallback: 'each' } }));
    await loaded();
    init({ theme: 'dark' });
    framed.post(hostMessage('close', {}));
    await framed.waitForPaint();
    deepEqual(framed.messages, []);
    equal(framed.window.document.documentElement.dataset['theme'], 'light');
  });

  it('exchange messages in a sandbox for every host', async () => {
    open(native({ parent: { allowed: [], anyOrigin: true, fallback: 'each' } }));
    await heard('connection-status-change');
    init();
    await framed.until(() => nonces().length === 2);
  });

  it('exchange no native messages when the page speaks another dialect', async () => {
    open(dialogState({ connections: [connection()] }));
    await framed.until((log) => log.length > 2);
    await framed.waitForPaint();
    const before = framed.messages.length;
    init({ theme: 'dark' });
    framed.post(hostMessage('close', {}));
    await framed.waitForPaint();
    equal(framed.messages.length, before);
    equal(framed.window.document.documentElement.dataset['theme'], 'light');
  });
});
