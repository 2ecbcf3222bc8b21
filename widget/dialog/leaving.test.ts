import { sendKeys } from '@web/test-runner-commands';
import type { ExitReason } from '../protocol/native-messages.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog, type MountedDialogOptions } from '../testing/mounted-dialog.ts';
import {
  connectedConnection,
  connection,
  dialogState,
  createSignInResponse,
  tokenExchangeResponse,
  signInConnector,
  waitingState,
} from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import { onEscape } from './host/escape-key.ts';

const init = (mode: 'inline' | 'modal', nonce = 'n') => ({ type: 'init', nonce, mode, presentation: {} }) as const;

describe('a person who leaves', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  const open = async (options: MountedDialogOptions = {}) => {
    dialog = new MountedDialog({ hostSendsMessages: true, ...options });
    await dialog.settle();
  };
  const exits = (): ExitReason[] =>
    dialog.emittedEvents.flatMap((event) => (event.type === 'exit' ? [event.reason] : []));
  const buttons = () => dialog.findAll('.row button').map(({ textContent }) => textContent.trim());

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
  });

  it('has no buttons for it outside a modal', async () => {
    await open();
    dialog.page.execute(init('inline'));
    await dialog.settle();
    deepEqual(buttons(), ['Connect']);
  });

  it('cancels the form of a modal', async () => {
    await open();
    dialog.page.execute(init('modal'));
    await dialog.settle();
    deepEqual(buttons(), ['Connect', 'Cancel']);
    dialog.button('Cancel').click();
    deepEqual(exits(), ['cancelled']);
  });

  it('finishes a connected modal with Done', async () => {
    await open({ state: dialogState({ connections: [connectedConnection()] }) });
    dialog.page.execute(init('modal'));
    await dialog.settle();
    deepEqual(buttons(), ['Done', 'Update details', 'Disconnect']);
    dialog.button('Done').click();
    deepEqual(exits(), ['finished']);
  });

  it('returns from new credentials to the connection first', async () => {
    await open({ state: dialogState({ connections: [connectedConnection()] }) });
    dialog.page.execute(init('modal'));
    await dialog.settle();
    dialog.button('Update details').click();
    await dialog.settle();
    deepEqual(buttons(), ['Update details', 'Keep current connection']);
  });

  it('has the buttons of a modal before a sign-in', async () => {
    await open({ state: dialogState({ dialect: 'native', connector: signInConnector }) });
    dialog.page.execute(init('modal'));
    await dialog.settle();
    deepEqual(buttons(), ['Continue to Meridian', 'Cancel']);
    dialog.button('Cancel').click();
    deepEqual(exits(), ['cancelled']);
  });

  it('leaves a running sign-in, and sees its result when the modal opens again', async () => {
    await open({ state: dialogState({ dialect: 'native', connector: signInConnector }) });
    dialog.page.execute(init('modal'));
    (await server.call(1)).respond(200, createSignInResponse());
    await dialog.until(() => dialog.dialog.signIn.link !== undefined);
    dialog.send({ type: 'open-sign-in', id: createSignInResponse().id });
    const watch = await server.call(2);
    dialog.page.execute({ type: 'close' });
    ok(watch.signal?.aborted === true);
    dialog.page.wake();
    equal(server.calls.length, 2);
    dialog.page.execute(init('modal', 'n2'));
    (await server.call(3)).stream().send({ status: 'succeeded', connection: connectedConnection() });
    await dialog.until(() => dialog.text.includes('Meridian is connected'));
  });

  it('has the buttons of a modal in a dialog that opens after a token', async () => {
    await open({ state: waitingState() });
    dialog.page.execute({ ...init('modal'), token: 't' });
    const call = await server.call(1);
    call.respond(200, tokenExchangeResponse());
    await call.read;
    await dialog.settle();
    deepEqual(buttons(), ['Connect', 'Cancel']);
  });

  it('leaves a modal with one exit event, even after several attempts', async () => {
    await open();
    dialog.page.execute(init('modal'));
    dialog.page.leave('escape');
    dialog.page.leave('escape');
    dialog.page.execute({ type: 'close' });
    deepEqual(exits(), ['escape']);
  });

  it('leaves the next conversation of a modal too', async () => {
    await open();
    dialog.page.execute(init('modal', 'first'));
    dialog.page.leave('escape');
    dialog.page.execute(init('modal', 'second'));
    dialog.page.execute({ type: 'close' });
    deepEqual(exits(), ['escape', 'closed']);
  });

  it('sends an exit event each time outside a modal', async () => {
    await open();
    dialog.page.leave('escape');
    dialog.page.execute(init('inline'));
    dialog.page.leave('escape');
    dialog.page.leave('escape');
    deepEqual(exits(), ['escape', 'escape', 'escape']);
  });

  it('ends all calls when the host closes, and ignores their responses', async () => {
    await open();
    dialog.type('api_key', 'typed');
    dialog.button('Connect').click();
    const call = await server.call(1);
    dialog.page.execute({ type: 'close' });
    ok(call.signal?.aborted === true);
    call.respond(200, { connection: connectedConnection() });
    await dialog.waitForResponse();
    equal(dialog.input().value, 'typed');
    equal(server.calls.length, 1);
    deepEqual(exits(), ['closed']);
    ok(dialog.emittedEvents.every(({ type }) => type !== 'success'));
  });

  it('ends the exchange of a token silently when the host closes', async () => {
    const waiting = { state: waitingState(), hostSendsMessages: true, timeoutMs: 5 };
    dialog = new MountedDialog(waiting);
    dialog.page.execute({ type: 'token', token: 't' });
    const call = await server.call(1);
    dialog.page.execute({ type: 'close' });
    ok(call.signal?.aborted === true);
    // Its timeout starts later, so when it fires, the timeout of the first page would have fired too.
    const other = new MountedDialog(waiting);
    await other.until(() => other.emittedEvents.length > 0);
    other.remove();
    deepEqual(
      dialog.emittedEvents.map(({ type }) => type),
      ['exit'],
    );
  });
});

describe('the Escape key', () => {
  let frame: HTMLIFrameElement;
  let view: Window;
  let heard: number;

  const press = (target: EventTarget, init: KeyboardEventInit = {}) => {
    const options = { key: 'Escape', bubbles: true, composed: true, cancelable: true, ...init };
    target.dispatchEvent(new KeyboardEvent('keydown', options));
    target.dispatchEvent(new KeyboardEvent('keyup', options));
  };

  beforeEach(() => {
    frame = document.createElement('iframe');
    document.body.append(frame);
    ok(frame.contentWindow !== null);
    view = frame.contentWindow;
    heard = 0;
    onEscape(view, () => (heard += 1));
  });

  afterEach(() => frame.remove());

  it('is reported for every focused element', () => {
    press(view.document.body);
    const host = view.document.body.appendChild(view.document.createElement('div'));
    press(host.attachShadow({ mode: 'open' }).appendChild(view.document.createElement('input')));
    equal(heard, 2);
  });

  it('is not confused with other keys', () => {
    for (const key of ['Esc', 'Enter', ' ', 'Tab']) press(view.document.body, { key });
    equal(heard, 0);
  });

  it('is ignored during a text composition', () => {
    press(view.document.body, { isComposing: true });
    equal(heard, 0);
  });

  it('is ignored if it has just ended a composition', () => {
    const { body } = view.document;
    body.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, composed: true }));
    press(body);
    equal(heard, 0);
    press(body);
    equal(heard, 1);
  });

  for (const [how, event] of [
    ['by the pointer', new PointerEvent('pointerdown', { bubbles: true, composed: true })],
    ['by a loss of focus', new FocusEvent('focusout', { bubbles: true, composed: true })],
  ] as const) {
    it(`is reported after a composition that was ended ${how}`, () => {
      const { body } = view.document;
      body.dispatchEvent(new CompositionEvent('compositionend', { bubbles: true, composed: true }));
      body.dispatchEvent(event);
      press(body);
      equal(heard, 1);
    });
  }

  it('is ignored if it has closed the list of a select, which fires only keyup', () => {
    const released = new KeyboardEvent('keyup', { key: 'Escape', bubbles: true, composed: true });
    view.document.body.dispatchEvent(released);
    equal(heard, 0);
  });

  it('is ignored if an element has handled it', () => {
    view.document.body.addEventListener('keydown', (event) => event.preventDefault());
    press(view.document.body);
    equal(heard, 0);
  });
});

describe('the Escape key in a dialog', () => {
  it('cancels the confirmation first, and then leaves the dialog', async () => {
    const dialog = new MountedDialog({
      state: dialogState({ connections: [connectedConnection(), connection({ id: 2 })] }),
    });
    let heard = 0;
    onEscape(window, () => (heard += 1));
    await dialog.settle();
    dialog.button('Disconnect').focus();
    await sendKeys({ press: 'Enter' });
    await dialog.settle();
    await sendKeys({ press: 'Escape' });
    await dialog.settle();
    equal(dialog.findAll('#question').length, 0);
    equal(heard, 0);
    await sendKeys({ press: 'Escape' });
    equal(heard, 1);
    dialog.remove();
  });
});
