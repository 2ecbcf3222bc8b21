import { en } from '../locales/en.ts';
import type { PageState } from '../protocol/page-state.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog, type MountedDialogOptions } from '../testing/mounted-dialog.ts';
import { connection, dialogState, noticeState } from '../testing/fixtures.ts';

describe('a page that has loaded', () => {
  let dialog: MountedDialog;

  const open = (state: PageState, options: MountedDialogOptions = {}) => {
    dialog = new MountedDialog({ state, ...options });
    return dialog.page.store.state;
  };

  afterEach(() => dialog.remove());

  it('shows the connection and sends its status', () => {
    equal(open(dialogState()).view, 'dialog');
    deepEqual(
      dialog.emittedEvents.map(({ type }) => type),
      ['connection-status-change'],
    );
  });

  it("sends why a connection needs new credentials, as a sentence and without the provider's message", () => {
    const problem = { code: 'invalid_credentials', providerMessage: 'secret words' } as const;
    open(dialogState({ connections: [connection({ status: 'needs_reauth', problem })] }));
    const [event] = dialog.emittedEvents;
    ok(event?.type === 'connection-status-change');
    equal(event.connection.error, 'Meridian didn’t accept these details');
    ok(!JSON.stringify(event).includes('secret words'));
  });

  it('sends no error for a working connection', () => {
    const problem = { code: 'invalid_credentials' } as const;
    open(dialogState({ connections: [connection({ status: 'connected', problem })] }));
    const [event] = dialog.emittedEvents;
    ok(event?.type === 'connection-status-change' && event.connection.connected);
    equal(event.connection.error, undefined);
  });

  it('shows the connection that the subject names', () => {
    const { dialog: shown } = open(
      dialogState({ connections: [connection(), connection({ id: 2 })], connectionId: 2 }),
    );
    equal(shown?.selectedId, 2);
  });

  it('shows a refusal, and sends its code and its texts for people and for developers', () => {
    const { notice } = open(noticeState({ code: 'token_missing', message: 'There is no token.' }));
    equal(notice?.code, 'token_missing');
    const displayMessage = `${en['problem.token_missing.title']}. ${en['problem.token_missing.text']}`;
    const message = `There is no token. Reference for the server's log: req-1.`;
    deepEqual(dialog.emittedEvents, [{ type: 'error', code: 'token_missing', message, displayMessage }]);
  });

  it('has the exact reason for developers: on the page, in the console, and in the message to the host', async () => {
    const lines: string[] = [];
    const original = console.error;
    console.error = (line: string) => lines.push(line);
    const message = 'The token was not accepted. Reason: the signature fits no key.';
    try {
      open(noticeState({ code: 'token_invalid', message, reason: 'the signature fits no key', locale: 'de' }));
      await dialog.settle();
    } finally {
      console.error = original;
    }
    const [details] = dialog.findAll('details');
    equal(details?.querySelector('summary')?.textContent, en['problem.developers']);
    equal(details?.querySelector('p[lang=en]')?.textContent, 'the signature fits no key');
    deepEqual(lines, [`embed-connection: token_invalid: ${message} Reference for the server's log: req-1.`]);
    const displayMessage = `${en['problem.token_invalid.title']}. ${en['problem.token_invalid.text']} (the signature fits no key)`;
    const heard = `${message} Reference for the server's log: req-1.`;
    deepEqual(dialog.emittedEvents, [{ type: 'error', code: 'token_invalid', message: heard, displayMessage }]);
  });

  it('shows no details for developers without a reason', async () => {
    open(noticeState({ code: 'token_invalid' }));
    await dialog.settle();
    deepEqual(dialog.findAll('details'), []);
  });

  it('shows an explanation and sends no error outside an iframe', () => {
    equal(open(noticeState({ code: 'top_level' })).view, 'notice');
    deepEqual(dialog.emittedEvents, []);
  });

  it('shows the notice embed_sandboxed if the iframe has no origin', () => {
    equal(open(dialogState(), { opaqueOrigin: true }).notice?.code, 'embed_sandboxed');
    deepEqual(
      dialog.emittedEvents.map((event) => event.type === 'error' && event.code),
      ['embed_sandboxed'],
    );
  });
});
