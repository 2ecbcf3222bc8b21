import { deepEqual, ok } from '../testing/assert.ts';
import { MountedDialog } from '../testing/mounted-dialog.ts';
import { dialogState } from '../testing/fixtures.ts';

/* eslint no-console: off -- the test records what developers read there */

describe('a dialog of an incomplete setup', () => {
  it('shows developers in the page and in the console what the host has to fix', async () => {
    const original = console.error.bind(console);
    const errors: unknown[] = [];
    console.error = (text: unknown) => errors.push(text);
    const setupProblem = { code: 'own_credential_missing', message: 'No credential.' } as const;
    const dialog = new MountedDialog({ state: dialogState({ setupProblem }) });
    await dialog.settle();
    console.error = original;
    deepEqual(errors, ['embed-connection: own_credential_missing: No credential.']);
    ok(dialog.find('details').textContent.includes('No credential.'));
    dialog.remove();
  });
});
