import { en } from '../../locales/en.ts';
import { EXCHANGE_PATH } from '../../protocol/session-api.ts';
import { deepEqual, equal, ok } from '../../testing/assert.ts';
import { MountedDialog, type MountedDialogOptions } from '../../testing/mounted-dialog.ts';
import {
  connectedConnection,
  connection,
  dialogState,
  tokenExchangeResponse,
  errorResponse,
} from '../../testing/fixtures.ts';
import { FakeSessionServer } from '../../testing/fake-session-server.ts';

const two = [connectedConnection({ name: 'Sales' }), connection({ id: 2 })];
const renamed = { connection: connectedConnection({ name: 'Europe' }) };

describe('a person who renames a connection', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  const open = async (options: MountedDialogOptions = {}) => {
    dialog = new MountedDialog({ state: dialogState({ connections: two }), hostSendsMessages: true, ...options });
    await dialog.settle();
  };
  const respond = async (...response: Parameters<FakeSessionServer['respond']>) => {
    await server.respond(...response);
    await dialog.settle();
  };
  const hand = (token: string) => dialog.page.execute({ type: 'token', token });
  const paths = () => server.calls.map(({ method, path }) => `${method} ${path}`);
  const errors = () => dialog.emittedEvents.flatMap((event) => (event.type === 'error' ? [event.code] : []));
  const save = async (name: string) => {
    dialog.fill('#name', name);
    await dialog.press('Save');
  };

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
  });

  it('saves a new name, or sees why it was not saved', async () => {
    await open();
    await dialog.press('Rename');
    const input = dialog.input('#name');
    equal(dialog.focused, input);
    dialog.fill('#name', ' ');
    await dialog.press('Save');
    ok(dialog.text.includes('Enter a name.'));
    dialog.fill('#name', 'Europe');
    await dialog.press('Save');
    (await server.call(1)).drop();
    await dialog.waitForResponse();
    ok(dialog.text.includes('Can’t reach the server'));
    equal(input.value, 'Europe');
    await dialog.press('Save');
    await respond(2, 200, renamed);
    equal(dialog.connectionSelect.selectedOptions[0]?.text, 'Europe (connected)');
    equal(dialog.focused, dialog.find('#rename'));
  });

  it('renames again after a cancellation, and the result of the first attempt does not affect the second', async () => {
    await open();
    await dialog.press('Rename');
    await save('Europe');
    await respond(1, 401, errorResponse('session_expired'));
    await dialog.press('Cancel');
    await dialog.press('Rename');
    dialog.fill('#name', 'Asia');
    hand('t');
    await respond(2, 200, tokenExchangeResponse({ connections: two }));
    equal(dialog.input('#name').value, 'Asia');
    equal(dialog.focused, dialog.input('#name'));
    await dialog.press('Save');
    deepEqual((await server.call(3)).body, { name: 'Asia' });
  });

  it('renames again after a cancellation, although the first attempt got no new session', async () => {
    await open();
    await dialog.press('Rename');
    await save('Europe');
    await respond(1, 401, errorResponse('session_expired'));
    await dialog.press('Cancel');
    await dialog.press('Rename');
    dialog.fill('#name', 'Asia');
    hand('bad');
    await respond(2, 401, errorResponse('token_invalid'));
    equal(dialog.input('#name').value, 'Asia');
  });

  it('still has the typed name when a later token brings the dialog back', async () => {
    await open({ timeoutMs: 5 });
    await dialog.press('Rename');
    await save('Europe');
    (await server.call(1)).respond(401, errorResponse('session_expired'));
    await dialog.until(() => errors().length > 0);
    ok(dialog.text.includes(en['problem.session_expired.title']));
    hand('late');
    await respond(2, 200, tokenExchangeResponse({ connections: two }));
    equal(dialog.input('#name').value, 'Europe');
    await dialog.press('Save');
    await respond(3, 200, renamed);
    equal(dialog.connectionSelect.selectedOptions[0]?.text, 'Europe (connected)');
    const rename = 'PATCH /session/connections/1';
    deepEqual(paths(), [rename, `POST ${EXCHANGE_PATH}`, rename]);
  });

  it('keeps the typed name although the connection was renamed elsewhere meanwhile', async () => {
    await open();
    await dialog.press('Rename');
    dialog.fill('#name', 'Asia');
    hand('t');
    await respond(
      1,
      200,
      tokenExchangeResponse({ connections: [connectedConnection({ name: 'Africa' }), connection({ id: 2 })] }),
    );
    equal(dialog.input('#name').value, 'Asia');
    await dialog.press('Cancel');
    await dialog.press('Rename');
    equal(dialog.input('#name').value, 'Africa');
  });

  it('keeps the focus in another input when the new name arrives', async () => {
    await open({ state: dialogState({ connections: [connection({ name: 'Sales' }), connection({ id: 2 })] }) });
    await dialog.press('Rename');
    await save('Europe');
    dialog.input('#field-api_key').focus();
    await respond(1, 200, { connection: connection({ name: 'Europe' }) });
    equal(dialog.connectionSelect.selectedOptions[0]?.text, 'Europe (not connected)');
    equal(dialog.focused, dialog.input('#field-api_key'));
  });

  it('sees the present status of the connection after a refresh of the session', async () => {
    await open({ state: dialogState({ connections: [connection({ name: 'Sales' }), connection({ id: 2 })] }) });
    await dialog.press('Rename');
    await save('Europe');
    await respond(1, 401, errorResponse('session_expired'));
    hand('t');
    await respond(2, 200, tokenExchangeResponse({ connections: two }));
    await respond(3, 200, renamed);
    ok(dialog.text.includes('Meridian is connected'));
    equal(dialog.connectionSelect.selectedOptions[0]?.text, 'Europe (connected)');
    equal(dialog.emittedEvents.filter(({ type }) => type === 'connection-status-change').length, 2);
  });
});
