import { deepEqual, equal, ok } from '../../testing/assert.ts';
import { FakeSessionServer } from '../../testing/fake-session-server.ts';
import {
  connectedConnection,
  connection,
  createSignInResponse,
  dialogState,
  type DialogStateOverrides,
  errorResponse,
  signInConnector,
} from '../../testing/fixtures.ts';
import { MountedDialog } from '../../testing/mounted-dialog.ts';

const first = connectedConnection({ name: 'Meridian' });
const added = connection({ id: 2, name: 'Meridian 2', isRemovable: true });
const ADD = 'Add another account';

describe('a person who adds a connection', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  const open = async (overrides: DialogStateOverrides = {}) => {
    dialog = new MountedDialog({ state: dialogState({ canAdd: true, connections: [first], ...overrides }) });
    await dialog.settle();
  };
  const respond = async (count: number, status: number, body?: unknown) => {
    (await server.call(count)).respond(status, body);
    await dialog.waitForResponse();
  };
  const paths = () => server.calls.map(({ method, path }) => `${method} ${path}`);
  const options = () => [...dialog.connectionSelect.options].map(({ text }) => text);
  const offers = () => dialog.findAll('button').filter(({ textContent }) => textContent.trim() === ADD).length;

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
  });

  it('sees the form of the new connection with the focus, and both connections in the list once it is connected', async () => {
    await open();
    await dialog.press(ADD);
    deepEqual((await server.call(1)).body, { connector: 'meridian' });
    await respond(1, 201, { connection: added });
    deepEqual(options(), ['Meridian (connected)', 'Meridian 2 (not connected)']);
    equal(dialog.focused?.textContent.trim(), 'Connect Meridian');
    equal(offers(), 0);
    dialog.type('api_key', 'right');
    await dialog.press('Connect');
    await respond(2, 200, { connection: connectedConnection({ id: 2, name: 'Meridian 2' }) });
    deepEqual(options(), ['Meridian (connected)', 'Meridian 2 (connected)']);
    equal(offers(), 1);
    const heard = dialog.emittedEvents.flatMap((event) => (event.type === 'success' ? [event.connection.id] : []));
    deepEqual(heard, [2]);
  });

  it('cancels and returns to the previous connection', async () => {
    await open();
    await dialog.press(ADD);
    await respond(1, 201, { connection: added });
    await dialog.press('Cancel');
    await respond(2, 204);
    deepEqual(paths(), ['POST /session/connections', 'DELETE /session/connections/2']);
    equal(dialog.focused?.textContent.trim(), 'Meridian is connected');
    equal(dialog.findAll('select').length, 0);
    equal(offers(), 1);
  });

  it('cancels before the sign-in of the new connection', async () => {
    await open({ connector: signInConnector });
    await dialog.press(ADD);
    await respond(1, 201, { connection: added });
    await respond(2, 201, createSignInResponse());
    await dialog.press('Cancel');
    await respond(3, 204);
    ok(dialog.text.includes('Meridian is connected'));
  });

  it('names the new connection before connecting it', async () => {
    await open();
    await dialog.press(ADD);
    await respond(1, 201, { connection: added });
    await dialog.press('Rename');
    dialog.fill('#name', 'Europe');
    await dialog.press('Save');
    await respond(2, 200, { connection: { ...added, name: 'Europe' } });
    deepEqual(options(), ['Meridian (connected)', 'Europe (not connected)']);
    ok(dialog.button('Cancel').isConnected);
  });

  it('reads why no more connections can be added', async () => {
    await open();
    await dialog.press(ADD);
    await respond(1, 409, errorResponse('conflict'));
    equal(dialog.find('[role="alert"]').textContent, 'You can have at most 20 connections.');
    equal(dialog.focused?.textContent.trim(), ADD);
  });

  for (const [title, overrides, count] of [
    ['not if the page does not allow it', { canAdd: false }, 0],
    ['not before the only connection is connected', { connections: [connection()] }, 0],
    ['once beside the list', { connections: [first, connectedConnection({ id: 2 })] }, 1],
    [
      'beside the list for a connection that is not connected',
      { connections: [connection(), connectedConnection({ id: 2 })] },
      1,
    ],
  ] as const) {
    it(`can add a connection ${title}`, async () => {
      await open(overrides);
      equal(offers(), count);
    });
  }
});
