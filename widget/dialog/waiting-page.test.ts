import { en } from '../locales/en.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { MountedDialog, type MountedDialogOptions } from '../testing/mounted-dialog.ts';
import { tokenExchangeResponse, noticeState, errorResponse, waitingState } from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';

describe('a page that waits for its token', () => {
  let server: FakeSessionServer;
  let dialog: MountedDialog;

  const open = async (options: MountedDialogOptions = {}) => {
    dialog = new MountedDialog({ state: waitingState(), hostSpeaks: true, ...options });
    await dialog.settle();
  };
  const hand = (token: string) => dialog.page.obey({ type: 'token', token });
  const answer = async (count: number, status: number, body: unknown) => {
    const call = await server.call(count);
    call.respond(status, body);
    await call.read;
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

  it('leaves the text of the server where it is, and asks for nothing', async () => {
    await open();
    equal(dialog.page.store.state.view, 'initial');
    deepEqual(told(), []);
    equal(server.calls.length, 0);
  });

  it('becomes the dialog that the token is for', async () => {
    await open();
    hand('t');
    await answer(1, 200, tokenExchangeResponse());
    ok(dialog.text.includes('Connect Meridian') && dialog.text.includes('For Contoso in Acme'));
    ok(!JSON.stringify(dialog.page.store.state).includes('bearer-of'), 'the state has no bearer');
    deepEqual(told(), ['connection-status-change']);
  });

  it('says that it got none, and takes one that comes later', async () => {
    await open({ timeoutMs: 5 });
    while (told().length === 0) await dialog.settle();
    await dialog.settle();
    ok(dialog.text.includes(en['problem.token_missing.title']));
    deepEqual(told(), ['token_missing']);
    hand('late');
    await answer(1, 200, tokenExchangeResponse());
    ok(dialog.text.includes('Connect Meridian'));
    deepEqual(told(), ['token_missing', 'connection-status-change']);
  });

  it('asks for another token in place of one that is too old', async () => {
    await open();
    hand('old');
    await answer(1, 401, errorResponse('token_expired'));
    deepEqual(told(), ['token-expired']);
    hand('new');
    await answer(2, 200, tokenExchangeResponse());
    deepEqual(told(), ['token-expired', 'connection-status-change']);
  });

  it('says precisely why its token was refused if the server says it', async () => {
    await open();
    hand('t');
    await answer(
      1,
      401,
      errorResponse('token_invalid', { message: 'No. Reason: sub is missing.', reason: 'sub is missing' }),
    );
    equal(dialog.findAll('details p')[0]?.textContent, 'sub is missing');
    const [event] = dialog.emittedEvents;
    ok(event?.type === 'error' && event.message.startsWith('No. Reason: sub is missing. Reference'));
  });

  it('says that the server cannot be reached, and hands it the same token when the reader tries again', async () => {
    await open();
    hand('t');
    (await server.call(1)).drop();
    await dialog.settle();
    ok(dialog.text.includes(en['problem.unreachable.title']));
    dialog.button('Try again').click();
    await dialog.settle();
    equal(dialog.text, en['page.loading']);
    deepEqual((await server.call(2)).body, { token: 't' });
    await answer(2, 200, tokenExchangeResponse());
    ok(dialog.text.includes('Connect Meridian'));
  });

  it('comes in the language that the token asks for', async () => {
    await open();
    hand('t');
    await answer(1, 200, tokenExchangeResponse({ locale: 'de' }));
    const sentences = await server.call(2);
    equal(sentences.path, '/assets/locales/de.json');
    equal(dialog.page.store.state.view, 'initial');
    await answer(2, 200, { ...en, 'form.title': '{provider} verbinden' });
    ok(dialog.text.includes('Meridian verbinden'));
    equal(document.documentElement.lang, 'de');
  });

  it('comes in the language that the host asks for, whatever the token says', async () => {
    await open();
    dialog.page.obey({ type: 'presentation', presentation: { locale: 'fr' } });
    await answer(1, 200, { ...en, 'form.title': 'Connecter {provider}' });
    hand('t');
    await answer(2, 200, tokenExchangeResponse({ locale: 'de' }));
    ok(dialog.text.includes('Connecter Meridian'));
    equal(server.calls.length, 2);
  });

  it('comes all the same if the sentences cannot be had', async () => {
    await open();
    hand('t');
    await answer(1, 200, tokenExchangeResponse({ locale: 'de' }));
    (await server.call(2)).drop();
    await dialog.settle();
    ok(dialog.text.includes('Connect Meridian'));
  });

  for (const code of ['token_expired', 'token_replayed'] as const) {
    it(`is also one whose address had a token that was refused with ${code}`, async () => {
      await open({ state: noticeState({ dialect: 'native', code }) });
      equal(dialog.text, en['page.loading']);
      deepEqual(told(), ['token-expired']);
      hand('t');
      await answer(1, 200, tokenExchangeResponse());
      ok(dialog.text.includes('Connect Meridian'));
      deepEqual(told(), ['token-expired', 'connection-status-change']);
    });

    it(`says ${code} if its host has no other token`, async () => {
      await open({ state: noticeState({ dialect: 'native', code }), timeoutMs: 5 });
      while (told().length < 2) await dialog.settle();
      await dialog.settle();
      ok(dialog.text.includes(en[`problem.${code}.title`]));
      deepEqual(told(), ['token-expired', code]);
    });
  }

  it('says at once what another token would not change, and takes one nevertheless', async () => {
    await open({ state: noticeState({ dialect: 'native', code: 'token_invalid' }) });
    ok(dialog.text.includes(en['problem.token_invalid.title']));
    deepEqual(told(), ['token_invalid']);
    hand('t');
    await answer(1, 200, tokenExchangeResponse());
    ok(dialog.text.includes('Connect Meridian'));
  });

  it('says that its frame is locked in, and exchanges nothing, where it may not call its own server', async () => {
    await open({ opaqueOrigin: true });
    ok(dialog.text.includes(en['problem.embed_sandboxed.title']));
    hand('t');
    await dialog.settle();
    equal(server.calls.length, 0);
    deepEqual(told(), ['embed_sandboxed']);
  });
});
