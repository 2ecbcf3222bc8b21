import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FramedDialog, type FramedDialogOptions, heightFromMessage } from '../testing/framed-dialog.ts';
import {
  connectedConnection,
  dialogState,
  createSignInResponse,
  passwordConnector,
  noticeState,
  testPageParent,
  signInConnector,
} from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import type { PageState } from '../protocol/page-state.ts';

const typesIn = (log: readonly unknown[]) => log.map((entry) => /"type":"(\w+)"/.exec(String(entry))?.[1] ?? entry);

const has = (type: string) => (log: readonly unknown[]) => typesIn(log).includes(type);

describe("a page in a host's iframe", () => {
  let framed: FramedDialog;

  const open = (state: PageState, options?: FramedDialogOptions) => (framed = new FramedDialog(state, options));

  const heights = () => framed.messages.map(heightFromMessage).filter((height) => height !== undefined);

  const assertFits = () => {
    const told = heights();
    const content = framed.dialog.getBoundingClientRect().height;
    equal(told.at(-1), Math.ceil(content), 'the last reported height is that of the content');
    equal(framed.window.innerHeight, Math.ceil(content), 'the frame is as tall as its content');
    const root = framed.window.document.documentElement;
    ok(root.scrollHeight <= framed.window.innerHeight, 'the page does not scroll');
    ok(root.scrollWidth <= framed.window.innerWidth, 'the page does not scroll sideways');
    ok(
      told.every((height, index) => height !== told[index - 1]),
      `no height twice in a row: ${told.join()}`,
    );
    deepEqual(framed.errors, []);
  };

  afterEach(() => framed.remove());

  it("sends a height first, and after the iframe's load event the status once", async () => {
    open(dialogState({ connections: [connectedConnection()] }));
    await framed.until(has('connectionStatusChange'));
    await framed.waitForPaint();
    const types = typesIn(framed.log);
    equal(typesIn(framed.messages)[0], 'heightChange');
    ok(types.indexOf('connectionStatusChange') > types.indexOf('load'));
    deepEqual(
      framed.messages.filter((message) => heightFromMessage(message) === undefined),
      ['{"wk":true,"type":"connectionStatusChange","payload":{"id":1,"provider":"meridian","connected":true}}'],
    );
  });

  it('checks a sign-in when the person comes back from another window', async () => {
    open(dialogState({ connector: signInConnector, connections: [connectedConnection()] }));
    await framed.until(has('connectionStatusChange'));
    await framed.waitForPaint();
    const server = new FakeSessionServer(framed.window);
    framed.clickButton('Sign in again');
    (await server.call(1)).respond(200, createSignInResponse());
    while (!framed.find(({ id, localName }) => id === 'go' && localName === 'a')) await framed.waitForPaint();
    for (const [index, type] of ['focus', 'visibilitychange'].entries()) {
      framed.window.dispatchEvent(new Event(type));
      const call = await server.call(2 + index);
      equal(`${call.method} ${call.path}`, 'GET /session/sign-ins/7');
      call.respond(200, { status: 'created' });
      await call.read;
    }
    server.restore();
  });

  it('asks for changes at once when the tab is visible again, and for none while it is hidden', async () => {
    open(dialogState({ connections: [connectedConnection()] }));
    await framed.until(has('connectionStatusChange'));
    await framed.waitForPaint();
    const server = new FakeSessionServer(framed.window);
    const { document } = framed.window;
    const isHidden = (value: boolean) => Object.defineProperty(document, 'hidden', { configurable: true, value });
    isHidden(true);
    framed.window.dispatchEvent(new Event('visibilitychange'));
    framed.window.dispatchEvent(new Event('focus'));
    await framed.waitForPaint();
    equal(server.polls.length, 0);
    isHidden(false);
    framed.window.dispatchEvent(new Event('visibilitychange'));
    while (server.polls.length === 0) await framed.waitForPaint();
    equal(server.polls[0]?.condition, '"first"');
    server.restore();
  });

  it('removes its state from the document', async () => {
    const state = dialogState();
    open(state);
    await framed.until(has('connectionStatusChange'));
    equal(framed.window.document.getElementById('embed-state'), null);
    ok(!new XMLSerializer().serializeToString(framed.window.document).includes(state.bearer));
  });

  it('does not take the focus from the host', async () => {
    const input = document.createElement('input');
    document.body.append(input);
    input.focus();
    open(dialogState());
    await framed.until(has('connectionStatusChange'));
    equal(document.activeElement, input);
    input.remove();
  });

  const FRAMES: readonly (readonly [string, FramedDialogOptions])[] = [
    ['wide', { width: '600px' }],
    ['narrow', { width: '320px' }],
    ['with a fractional width', { width: '333.3px', css: ':root { font-size: 16.37px }' }],
    ['taller than its content', { height: '2000px' }],
    ['with margins around and inside', { css: 'embed-dialog > * { margin: 13.3px } body { margin: 0.4px }' }],
  ];
  for (const [title, options] of FRAMES) {
    it(`sends its height once and then settles, in an iframe ${title}`, async () => {
      open(dialogState({ connector: passwordConnector }), options);
      await framed.until(has('connectionStatusChange'));
      await framed.waitForPaint();
      equal(heights().length, 1);
      if (!options.css?.includes('margin')) assertFits();
    });
  }

  it('sends each new height once in all steps, and the iframe always fits', async () => {
    open(dialogState({ connector: passwordConnector }), { width: '320px' });
    await framed.until(has('connectionStatusChange'));
    const server = new FakeSessionServer(framed.window);
    await framed.waitForPaint();
    framed.clickButton('Connect');
    await framed.waitForPaint();
    assertFits();
    equal(heights().length, 2);
    for (const { name } of passwordConnector.fields) framed.fill(`field-${name}`, 'x');
    framed.clickButton('Connect');
    await framed.waitForPaint();
    assertFits();
    equal(heights().length, 3);
    (await server.call(1)).respond(200, { connection: connectedConnection() });
    await framed.until((log) => typesIn(log).filter((type) => type === 'connectionStatusChange').length === 2);
    await framed.waitForPaint();
    assertFits();
    equal(heights().length, 4);
    framed.clickButton('Disconnect');
    await framed.waitForPaint();
    assertFits();
    equal(heights().length, 5);
  });

  it('sends the height of a taller state before the browser paints it', async () => {
    open(dialogState());
    await framed.until(has('connectionStatusChange'));
    await framed.waitForPaint();
    const order: string[] = [];
    const original = Object.getOwnPropertyDescriptor(window, 'postMessage');
    ok(original !== undefined);
    const post = window.postMessage.bind(window);
    window.postMessage = (message: unknown) => {
      order.push('told');
      post(message, location.origin);
    };
    // In a separate task. Layout runs after the callbacks below, so a height that is measured after layout arrives
    // later.
    await new Promise((resolve) => setTimeout(resolve));
    framed.clickButton('Connect');
    await new Promise((resolve) => framed.window.requestAnimationFrame(resolve));
    order.push('rendering');
    await framed.waitForPaint();
    // Not the bound function: WebKit would attribute all its messages to this page.
    Object.defineProperty(window, 'postMessage', original);
    deepEqual(order, ['told', 'rendering']);
  });

  it('sends a new height when the width of the iframe changes', async () => {
    open(dialogState(), { width: '600px' });
    await framed.until(has('connectionStatusChange'));
    await framed.waitForPaint();
    const [wide = 0] = heights();
    framed.frame.style.setProperty('width', '240px');
    await framed.until(() => heights().length > 1);
    await framed.waitForPaint();
    ok((heights()[1] ?? 0) > wide);
    assertFits();
  });

  it('sends the height of a page that is taller than 10,000 pixels', async () => {
    open(dialogState());
    await framed.until(has('connectionStatusChange'));
    framed.dialog.style.setProperty('min-block-size', '30000px');
    await framed.until(() => heights().at(-1) === 30_000);
    await framed.waitForPaint();
    assertFits();
  });

  it('sends no height above 100,000 pixels', async () => {
    open(dialogState());
    await framed.until(has('connectionStatusChange'));
    framed.dialog.style.setProperty('min-block-size', '200000px');
    await framed.until(() => (heights().at(-1) ?? 0) > 10_000);
    equal(heights().at(-1), 100_000);
  });

  it('sends the status to a host that hides the iframe until then', async () => {
    open(dialogState(), { display: 'none' });
    await framed.until(has('connectionStatusChange'));
    framed.frame.style.setProperty('display', 'block');
    await framed.until(() => (heights().at(-1) ?? 0) > 100);
    await framed.waitForPaint();
    assertFits();
  });

  it('sends no height while the iframe has no width', async () => {
    open(dialogState(), { width: '0px' });
    await framed.until(has('connectionStatusChange'));
    await framed.waitForPaint();
    deepEqual(heights(), [0]);
    framed.frame.style.setProperty('width', '400px');
    await framed.until(() => heights().length > 1);
    await framed.waitForPaint();
    equal(heights().length, 2);
    assertFits();
  });

  it('sends nothing to a parent that is not on the allow list', async () => {
    open(dialogState({ parent: { allowed: ['https://app.acme.example'], anyOrigin: false, fallback: 'each' } }));
    await framed.until((log) => log.includes('load'));
    await framed.waitForPaint();
    deepEqual(framed.messages, []);
    ok(framed.dialog.store?.state.view === 'dialog');
  });

  it('sends the reason of a refused page', async () => {
    open(noticeState({ code: 'token_replayed' }));
    await framed.until(has('error'));
    const message = `${en['problem.token_replayed.title']}. ${en['problem.token_replayed.text']}`;
    deepEqual(
      framed.messages.filter((entry) => heightFromMessage(entry) === undefined),
      [JSON.stringify({ wk: true, type: 'error', payload: { message, type: 'token_replayed' } })],
    );
    await framed.waitForPaint();
    assertFits();
  });

  it('sends only its height on a notice that is not an error', async () => {
    open(noticeState({ code: 'top_level' }));
    await framed.until((log) => log.includes('load') && log.length > 1);
    await framed.waitForPaint();
    deepEqual([...new Set(typesIn(framed.messages))], ['heightChange']);
  });

  it('sends only strings to hosts that accept nothing else, in the format of its dialect', async () => {
    open(dialogState({ dialect: 'pandium' }));
    await framed.until((log) => log.includes('load') && log.length > 1);
    await framed.waitForPaint();
    const height = Math.ceil(framed.dialog.getBoundingClientRect().height);
    deepEqual(framed.messages, [{ message: 'pandium-content-height-change', height }]);
  });

  for (const [title, state] of [
    ['an unknown dialect', dialogState({ dialect: 'constructor' })],
    ['an unknown kind', { ...dialogState(), kind: 'portal' as 'dialog' }],
  ] as const) {
    it(`keeps the server's text and sends nothing if the state has ${title}`, async () => {
      open(state);
      await framed.until((log) => log.includes('load'));
      await framed.waitForPaint();
      equal(framed.dialog.store, undefined);
      equal(framed.window.document.getElementById('embed-state'), null);
      deepEqual(framed.messages, []);
      ok(framed.dialog.textContent.includes('Loading'));
    });
  }

  it('uses a wildcard entry only if the browser reports a matching parent', async () => {
    open(dialogState({ parent: { ...testPageParent, allowed: ['http://*.localhost'] } }));
    await framed.until((log) => log.includes('load'));
    await framed.waitForPaint();
    deepEqual(framed.messages, []);
  });
});
