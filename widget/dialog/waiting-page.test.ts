import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog, type MountedDialogOptions } from '../testing/mounted-dialog.ts';
import { tokenExchangeResponse, noticeState, errorResponse, waitingState } from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';

describe('a page that waits for its token', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  const open = async (options: MountedDialogOptions = {}) => {
    dialog = new MountedDialog({ state: waitingState(), hostSendsMessages: true, ...options });
    await dialog.settle();
  };
  const hand = (token: string) => dialog.page.execute({ type: 'token', token });
  const respond = async (...response: Parameters<FakeSessionServer['respond']>) => {
    await server.respond(...response);
    await dialog.settle();
  };
  const told = () => dialog.emittedEvents.map((event) => (event.type === 'error' ? event.code : event.type));

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    dialog.remove();
    document.documentElement.lang = 'en';
  });

  it("keeps the server's text, and requests nothing", async () => {
    await open();
    equal(dialog.page.store.state.view, 'initial');
    deepEqual(told(), []);
    equal(server.calls.length, 0);
  });

  it('shows the dialog of its token', async () => {
    await open();
    hand('t');
    await respond(1, 200, tokenExchangeResponse());
    ok(dialog.text.includes('Connect Meridian') && dialog.text.includes('For Contoso in Acme'));
    ok(!JSON.stringify(dialog.page.store.state).includes('bearer-of'), 'the state has no bearer');
    deepEqual(told(), ['connection-status-change']);
  });

  it('shows a notice without a token, and accepts a later one', async () => {
    await open({ timeoutMs: 5 });
    await dialog.until(() => told().length > 0);
    ok(dialog.text.includes(en['problem.token_missing.title']));
    deepEqual(told(), ['token_missing']);
    hand('late');
    await respond(1, 200, tokenExchangeResponse());
    ok(dialog.text.includes('Connect Meridian'));
    deepEqual(told(), ['token_missing', 'connection-status-change']);
  });

  it('requests another token in place of an expired one', async () => {
    await open();
    hand('old');
    await respond(1, 401, errorResponse('token_expired'));
    deepEqual(told(), ['token-expired']);
    hand('new');
    await respond(2, 200, tokenExchangeResponse());
    deepEqual(told(), ['token-expired', 'connection-status-change']);
  });

  it('shows the exact reason of a refused token if the server sends it', async () => {
    await open();
    hand('t');
    await respond(
      1,
      401,
      errorResponse('token_invalid', { message: 'No. Reason: sub is missing.', reason: 'sub is missing' }),
    );
    equal(dialog.findAll('details p')[0]?.textContent, 'sub is missing');
    const [event] = dialog.emittedEvents;
    ok(event?.type === 'error' && event.message.startsWith('No. Reason: sub is missing. Reference'));
  });

  it('says that the server is unreachable, and sends the same token when the person tries again', async () => {
    await open();
    hand('t');
    (await server.call(1)).drop();
    await dialog.settle();
    ok(dialog.text.includes(en['problem.unreachable.title']));
    dialog.button('Try again').click();
    await dialog.settle();
    equal(dialog.text, en['page.loading']);
    deepEqual((await server.call(2)).body, { token: 't' });
    await respond(2, 200, tokenExchangeResponse());
    ok(dialog.text.includes('Connect Meridian'));
  });

  it('uses the language of the token', async () => {
    await open();
    hand('t');
    await respond(1, 200, tokenExchangeResponse({ locale: 'de' }));
    const sentences = await server.call(2);
    equal(sentences.path, '/assets/locales/de.json');
    equal(dialog.page.store.state.view, 'initial');
    await respond(2, 200, { ...en, 'form.title': '{provider} verbinden' });
    ok(dialog.text.includes('Meridian verbinden'));
    equal(document.documentElement.lang, 'de');
  });

  it('prefers the language of the host to that of the token', async () => {
    await open();
    dialog.page.execute({ type: 'presentation', presentation: { locale: 'fr' } });
    await respond(1, 200, { ...en, 'form.title': 'Connecter {provider}' });
    hand('t');
    await respond(2, 200, tokenExchangeResponse({ locale: 'de' }));
    ok(dialog.text.includes('Connecter Meridian'));
    equal(server.calls.length, 2);
  });

  it('opens even if the sentences of its language cannot be loaded', async () => {
    await open();
    hand('t');
    await respond(1, 200, tokenExchangeResponse({ locale: 'de' }));
    (await server.call(2)).drop();
    await dialog.settle();
    ok(dialog.text.includes('Connect Meridian'));
  });

  for (const code of ['token_expired', 'token_replayed'] as const) {
    it(`accepts another token if the one in its address was refused with ${code}`, async () => {
      await open({ state: noticeState({ dialect: 'native', code }) });
      equal(dialog.text, en['page.loading']);
      deepEqual(told(), ['token-expired']);
      hand('t');
      await respond(1, 200, tokenExchangeResponse());
      ok(dialog.text.includes('Connect Meridian'));
      deepEqual(told(), ['token-expired', 'connection-status-change']);
    });

    it(`shows ${code} if its host has no other token`, async () => {
      await open({ state: noticeState({ dialect: 'native', code }), timeoutMs: 5 });
      await dialog.until(() => told().length >= 2);
      ok(dialog.text.includes(en[`problem.${code}.title`]));
      deepEqual(told(), ['token-expired', code]);
    });
  }

  it('shows at once a problem that another token would not fix, and still accepts one', async () => {
    await open({ state: noticeState({ dialect: 'native', code: 'token_invalid' }) });
    ok(dialog.text.includes(en['problem.token_invalid.title']));
    deepEqual(told(), ['token_invalid']);
    hand('t');
    await respond(1, 200, tokenExchangeResponse());
    ok(dialog.text.includes('Connect Meridian'));
  });

  it('shows the notice embed_sandboxed and exchanges nothing if the iframe has no origin', async () => {
    await open({ opaqueOrigin: true });
    ok(dialog.text.includes(en['problem.embed_sandboxed.title']));
    hand('t');
    await dialog.settle();
    equal(server.calls.length, 0);
    deepEqual(told(), ['embed_sandboxed']);
  });
});
