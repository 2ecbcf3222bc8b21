import { en } from '../locales/en.ts';
import type { ConnectionDetails } from '../protocol/connection.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import { connectedConnection, connection, dialogState } from '../testing/fixtures.ts';
import { MountedDialog } from '../testing/mounted-dialog.ts';

describe('a change that was made elsewhere', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  const open = async (...connections: ConnectionDetails[]) => {
    dialog = new MountedDialog({ state: dialogState({ connections }) });
    await dialog.settle();
  };
  /** The person comes back to the page, and the server says what has changed. */
  const comeBack = async (...connections: ConnectionDetails[]) => {
    const { turn } = dialog.dialog.poll;
    server.pollResponse = { version: 'second', connectors: [{ name: 'meridian', connections }] };
    dialog.page.wake();
    await dialog.until(() => dialog.dialog.poll.turn > turn + 1);
  };
  const statuses = () =>
    dialog.emittedEvents.flatMap((event) =>
      event.type === 'connection-status-change' ? [event.connection.status] : [],
    );

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
  });

  it('is asked for with the bearer and the version of the page', async () => {
    await open(connection());
    dialog.page.wake();
    await dialog.until(() => server.polls.length > 0);
    deepEqual(server.polls, [{ authorization: 'Bearer bearer-of-the-session', condition: '"first"' }]);
    deepEqual(server.calls, []);
  });

  it('replaces the view, says what changed, and moves the focus to the start of the new view', async () => {
    await open(connectedConnection());
    dialog.button('Disconnect').focus();
    await comeBack(connection());
    ok(dialog.text.includes(en['elsewhere.disconnected']));
    equal(dialog.find('[role="status"].panel').textContent.trim(), en['elsewhere.disconnected']);
    equal(dialog.focused?.textContent.trim(), 'Connect Meridian');
    deepEqual(statuses(), ['connected', 'disconnected']);
  });

  it('leaves what is typed, the focus and the place in the text', async () => {
    await open(connection());
    const input = dialog.input();
    input.focus();
    dialog.type('api_key', 'typed');
    input.setSelectionRange(2, 3);
    await comeBack(connectedConnection());
    ok(dialog.text.includes('Meridian was connected somewhere else.'));
    equal(dialog.focused, input);
    deepEqual([input.value, input.selectionStart, input.selectionEnd], ['typed', 2, 3]);
    deepEqual(statuses(), ['disconnected', 'connected']);
    dialog.button('Keep current connection').click();
    await dialog.settle();
    ok(dialog.text.includes('Meridian is connected'));
    ok(!dialog.text.includes('somewhere else'));
  });

  it('changes the list of connections, and leaves the question that a person is asked', async () => {
    await open(connectedConnection({ name: 'Sales' }), connectedConnection({ id: 2, name: 'Support' }));
    dialog.button('Disconnect').click();
    await dialog.settle();
    await comeBack(connectedConnection({ name: 'Sales' }), connection({ id: 2, name: 'Support' }));
    deepEqual(
      [...dialog.connectionSelect.options].map(({ text }) => text),
      ['Sales (connected)', 'Support (not connected)'],
    );
    ok(dialog.text.includes('Disconnect Meridian?'));
  });
});
