import { sendKeys } from '@web/test-runner-commands';
import type { PageState } from '../protocol/page-state.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FramedDialog } from '../testing/framed-dialog.ts';
import { connectedConnection, connection, dialogState } from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';

describe('an iframe with a sandbox without allow-forms', () => {
  let framed: FramedDialog;
  let server: FakeSessionServer;

  const open = async (state: PageState = dialogState()) => {
    framed = new FramedDialog(state, { sandbox: 'allow-scripts allow-same-origin' });
    await framed.until((log) => log.length > 2);
    server = new FakeSessionServer(framed.window);
  };
  const findInput = () => framed.find(({ localName }) => localName === 'input');

  /** Focuses the input, whose view may have to load first. Keys are lost until the iframe has the focus. */
  const focusInput = async () => {
    while (!findInput()) await framed.waitForPaint();
    findInput()?.focus();
    await framed.waitForPaint();
  };

  afterEach(() => framed.remove());

  it('connects with a click', async () => {
    await open();
    await focusInput();
    await sendKeys({ type: 'key-1' });
    framed.clickButton('Connect');
    const call = await server.call(1);
    deepEqual(call.body, { values: { api_key: 'key-1' } });
    call.respond(200, { connection: connectedConnection() });
    await framed.until(() => framed.messages.some((message) => String(message).includes('"connected":true')));
  });

  it('connects with Enter in a field', async () => {
    await open();
    await focusInput();
    await sendKeys({ type: 'key-1' });
    await sendKeys({ press: 'Enter' });
    deepEqual((await server.call(1)).body, { values: { api_key: 'key-1' } });
    await framed.waitForPaint();
    equal(server.calls.length, 1);
  });

  it('shows missing fields', async () => {
    await open();
    framed.clickButton('Connect');
    await framed.waitForPaint();
    ok(framed.find(({ id }) => id === 'field-api_key-error') !== undefined);
    equal(server.calls.length, 0);
  });

  it('saves a new name', async () => {
    await open(dialogState({ connections: [connectedConnection({ name: 'Sales' }), connection({ id: 2 })] }));
    framed.clickButton('Rename');
    await focusInput();
    await sendKeys({ type: 'Europe' });
    await sendKeys({ press: 'Enter' });
    equal((await server.call(1)).method, 'PATCH');
  });
});
