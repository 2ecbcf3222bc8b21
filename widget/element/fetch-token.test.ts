import { type RecordedCall, FakeSessionServer } from '../testing/fake-session-server.ts';
import { deepEqual, equal, ok } from '../testing/assert.ts';
import { consoleErrors } from './testing/console-errors.ts';
import { FRAME_PAGE, MountedTag, SILENT_PAGE } from './testing/mounted-tag.ts';

describe('tokens of an endpoint', () => {
  const written = consoleErrors();
  let tag: MountedTag;
  let server: FakeSessionServer;

  beforeEach(() => {
    server = new FakeSessionServer();
  });

  afterEach(() => {
    server.restore();
    tag.remove();
  });

  const expire = () => tag.view.post('token-expired', {});

  const requested = (call: RecordedCall) => [call.method, call.path, call.authorization, call.body];

  for (const key of ['token', 'access_token']) {
    it(`are read from ${key}`, async () => {
      tag = new MountedTag({ src: FRAME_PAGE, tokenUrl: '/session/embed-token' });
      const call = await server.call(1);
      deepEqual(requested(call), ['GET', '/session/embed-token', null, undefined]);
      call.respond(200, { [key]: 'a' });
      await tag.receives('token');
      deepEqual(tag.tokens, ['a']);
    });
  }

  it('are requested with the cookies of this site only, without caches, and without following redirects', async () => {
    let init: RequestInit | undefined;
    window.fetch = (_, options) => {
      init = options;
      return Promise.resolve(Response.json({ token: 'a' }));
    };
    tag = new MountedTag({ src: FRAME_PAGE, tokenUrl: '/t' });
    await tag.receives('token');
    equal(init?.credentials, 'same-origin');
    equal(init?.cache, 'no-store');
    equal(init?.redirect, 'manual');
    ok(init?.signal instanceof AbortSignal);
  });

  it('are requested a second time after a failure, and not a third time', async () => {
    tag = new MountedTag({ src: FRAME_PAGE, tokenUrl: '/t' });
    (await server.call(1)).drop();
    (await server.call(2)).respond(200, { token: 'a' });
    await tag.receives('token');
    expire();
    (await server.call(3)).respond(503, { error: 'later' });
    (await server.call(4)).respondText(200, 'eyJhbGciOi.secret.token');
    const { message } = { message: '', ...(await tag.event('error')) };
    equal(message, 'token-url answered 200 without a token');
    deepEqual(written, [[`embed-connection: ${message}`]]);
    await tag.settled();
    equal(server.calls.length, 4);
  });

  it('are missing if the response is a redirect or an error', async () => {
    window.fetch = () => Promise.resolve(Response.redirect(new URL('/sign-in', location.href)));
    tag = new MountedTag({ src: SILENT_PAGE, tokenUrl: '/t' });
    const { message } = { message: '', ...(await tag.event('error')) };
    equal(message, 'token-url answered 302 without a token');
    window.fetch = () => Promise.resolve(Response.json({ token: 'a' }, { status: 500 }));
    tag.element.reload();
    equal({ message: '', ...(await tag.event('error', 2)) }.message, 'token-url answered 500 without a token');
  });

  it('are missing if nothing responds, and the console has the reason', async () => {
    tag = new MountedTag({ src: SILENT_PAGE, tokenUrl: '/t' });
    (await server.call(1)).drop();
    (await server.call(2)).drop();
    const { message } = { message: '', ...(await tag.event('error')) };
    equal(message, 'token-url did not answer');
    ok(!tag.text.includes(message) && !tag.text.includes('network'));
    deepEqual(written[0]?.map(String), [`embed-connection: ${message}`, 'TypeError: network']);
  });

  describe('that responds slowly', () => {
    const real = AbortSignal.timeout.bind(AbortSignal);
    const limits: { readonly ms: number; readonly end: AbortController }[] = [];

    beforeEach(() => {
      limits.length = 0;
      AbortSignal.timeout = (ms) => {
        const end = new AbortController();
        limits.push({ ms, end });
        return end.signal;
      };
    });

    afterEach(() => {
      AbortSignal.timeout = real;
    });

    it('are awaited for ten seconds, both attempts together', async () => {
      tag = new MountedTag({ src: SILENT_PAGE, tokenUrl: '/t' });
      (await server.call(1)).respond(503, {});
      await server.call(2);
      deepEqual(
        limits.map(({ ms }) => ms),
        [10_000],
      );
      limits[0]?.end.abort();
      const { message } = { message: '', ...(await tag.event('error')) };
      equal(message, 'token-url did not answer');
      equal(server.calls.length, 2);
    });

    it('are not requested a second time after the ten seconds', async () => {
      tag = new MountedTag({ src: SILENT_PAGE, tokenUrl: '/t' });
      await server.call(1);
      limits[0]?.end.abort();
      await tag.event('error');
      await tag.settled();
      equal(server.calls.length, 1);
    });
  });

  for (const [title, act] of [
    ['the tag is removed', () => tag.element.remove()],
    ['another one is asked for', expire],
    ['the frame is loaded again', () => tag.element.reload()],
  ] as const) {
    it(`are no longer awaited when ${title}`, async () => {
      tag = new MountedTag({ src: FRAME_PAGE, tokenUrl: '/t' });
      const call = await server.call(1);
      await tag.event('height-change');
      equal(call.signal?.aborted, false);
      act();
      await tag.settled();
      equal(call.signal?.aborted, true);
      if (title !== 'the tag is removed') (await server.call(2)).respond(200, { token: 'a' });
      await tag.settled();
      ok(!tag.types.includes('error'));
      equal(server.calls.length, title === 'the tag is removed' ? 1 : 2);
    });
  }
});
