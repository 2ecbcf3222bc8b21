import { en } from '../locales/en.ts';
import type { Permission } from '../protocol/permissions.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog } from '../testing/mounted-dialog.ts';
import { connectedConnection, connection, dialogState } from '../testing/fixtures.ts';

const ALL: readonly string[] = [en['chooser.rename'], en['connected.replace'], en['connected.disconnect']];

describe('a dialog', () => {
  let dialog: MountedDialog;

  const open = async (
    permissions: readonly Permission[],
    connections = [connectedConnection(), connection({ id: 2 })],
  ) => {
    dialog = new MountedDialog({ state: dialogState({ permissions, connections }) });
    await dialog.settle();
  };

  afterEach(() => {
    dialog.remove();
  });

  for (const [permissions, offered] of [
    [['view'], []],
    [['view', 'connect'], [en['connected.replace']]],
    [
      ['view', 'manage'],
      [en['chooser.rename'], en['connected.disconnect']],
    ],
    [['view', 'connect', 'manage'], ALL],
  ] as const) {
    it(`offers a person with the permissions ${permissions.join(', ')} only what these allow`, async () => {
      await open(permissions);
      deepEqual(
        dialog
          .findAll('button')
          .map(({ textContent }) => textContent.trim())
          .filter((name) => ALL.includes(name)),
        offered,
      );
    });
  }

  for (const [title, connections, sentence] of [
    ['works', [connectedConnection({ isManaged: true })], 'connected.managed'],
    [
      'does not work',
      [connection({ status: 'needs_reauth', isManaged: true })],
      'problem.own_credential_invalid.title',
    ],
  ] as const) {
    it(`offers nothing for a connection that the host manages when it ${title}`, async () => {
      await open(['view', 'connect', 'manage'], [...connections]);
      const { organization } = dialogState();
      ok(dialog.text.includes(en[sentence].replace('{organization}', organization)));
      deepEqual([dialog.findAll('button').length, dialog.findAll('input').length], [0, 0]);
    });
  }

  it('says to a person who may not connect that they cannot, and shows no form', async () => {
    await open(['view'], [connection()]);
    ok(dialog.text.includes(en['problem.forbidden.title']));
    equal(dialog.findAll('input').length, 0);
  });
});
