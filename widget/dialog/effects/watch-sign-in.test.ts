import type { SignInState } from '../../protocol/session-api.ts';
import { deepEqual, equal, ok } from '../../testing/assert.ts';
import { errorResponse } from '../../testing/fixtures.ts';
import { FakeSessionServer } from '../../testing/fake-session-server.ts';
import { SignInClient } from './sign-in-client.ts';
import { RefusedError } from './server-call.ts';
import { SessionClient } from './session-client.ts';
import { watchSignIn, type WatchTiming } from './watch-sign-in.ts';

/** Pauses are short, and the quiet timeout never fires. */
const LONG_TIMEOUTS: WatchTiming = { quietMs: 60_000, pollMs: 1, minIntervalMs: 1, maxDelayMs: 4 };

const EVENTS = 'GET /session/sign-ins/7/events';
const READ = 'GET /session/sign-ins/7';

describe('a watched sign-in', () => {
  let server: FakeSessionServer;
  let watch: AbortController;
  let seen: SignInState[];
  let failures: unknown[];
  let heard: () => void;

  const begin = ({ timing = LONG_TIMEOUTS, readsFirst = false } = {}) => {
    seen = [];
    failures = [];
    watch = new AbortController();
    return watchSignIn({
      client: new SignInClient(new SessionClient('bearer')),
      id: 7,
      readsFirst,
      signal: watch.signal,
      onState: (state) => {
        seen.push(state);
        heard();
      },
      timing,
    }).catch((error: unknown) => failures.push(error));
  };
  const next = () => new Promise<void>((resolve) => (heard = resolve));
  const paths = () => server.calls.map(({ method, path }) => `${method} ${path}`);

  beforeEach(() => {
    server = new FakeSessionServer();
    heard = () => undefined;
  });

  afterEach(() => {
    watch.abort();
    server.restore();
  });

  it('is read from an event stream, with the bearer of the session', async () => {
    void begin();
    const call = await server.call(1);
    equal(`${call.method} ${call.path}`, EVENTS);
    equal(call.authorization, 'Bearer bearer');
    const stream = call.stream();
    for (const status of ['created', 'started', 'exchanging'] as const) {
      const event = next();
      stream.send({ status });
      await event;
    }
    deepEqual(seen, [{ status: 'created' }, { status: 'started' }, { status: 'exchanging' }]);
  });

  it('ignores events that are not a state of a sign-in', async () => {
    void begin();
    const stream = (await server.call(1)).stream();
    const event = next();
    stream.send({ status: 'flying' });
    stream.send({ status: 'succeeded' });
    stream.send({ status: 'started' });
    await event;
    deepEqual(seen, [{ status: 'started' }]);
  });

  it('opens another stream each time that one ends', async () => {
    void begin();
    for (const count of [1, 2, 3]) {
      const stream = (await server.call(count)).stream();
      const event = next();
      stream.send({ status: 'started' });
      await event;
      stream.end();
    }
    await server.call(4);
    deepEqual(paths(), [EVENTS, EVENTS, EVENTS, EVENTS]);
    deepEqual(failures, []);
  });

  it('retries after a broken stream, an invalid response, a stream without an event, and a temporary error', async () => {
    void begin();
    (await server.call(1)).drop();
    (await server.call(2)).respondText(502, '<html>');
    (await server.call(3)).stream().end();
    (await server.call(4)).respond(503, errorResponse('storage_unavailable'));
    const stream = (await server.call(5)).stream();
    const event = next();
    stream.send({ status: 'started' });
    await event;
    stream.drop();
    await server.call(6);
    deepEqual(failures, []);
  });

  it('polls if streams deliver no events', async () => {
    void begin({ timing: { ...LONG_TIMEOUTS, quietMs: 5 } });
    const silent = await server.call(1);
    silent.stream();
    for (const count of [2, 3]) {
      const call = await server.call(count);
      equal(`${call.method} ${call.path}`, READ);
      const event = next();
      call.respond(200, { status: 'started' });
      await event;
    }
    await server.call(4);
    ok(silent.signal?.aborted === true, 'the silent stream was aborted');
    deepEqual(paths(), [EVENTS, READ, READ, READ]);
  });

  it('reads the state once before it opens a stream, for a person who has come back', async () => {
    void begin({ readsFirst: true });
    (await server.call(1)).respond(200, { status: 'exchanging' });
    await server.call(2);
    deepEqual(paths(), [READ, EVENTS]);
  });

  for (const code of ['not_found', 'forbidden', 'sign_in_expired', 'session_expired'] as const) {
    it(`rejects if a retry cannot help: ${code}`, async () => {
      const over = begin();
      (await server.call(1)).respond(404, errorResponse(code));
      await over;
      deepEqual(
        failures.map((error) => error instanceof RefusedError && error.code),
        [code],
      );
      equal(server.calls.length, 1);
    });
  }

  it('stops when aborted: it aborts the stream and ignores its remaining events', async () => {
    const over = begin();
    const call = await server.call(1);
    const stream = call.stream();
    const event = next();
    heard = ((resolve) => () => {
      watch.abort();
      resolve();
    })(heard);
    stream.sendText('data: {"status":"cancelled"}\n\ndata: {"status":"started"}\n\n');
    await event;
    await over;
    ok(call.signal?.aborted === true);
    deepEqual(seen, [{ status: 'cancelled' }]);
    equal(server.calls.length, 1);
  });

  describe('pauses between two requests', () => {
    const TIMING: WatchTiming = { quietMs: 60_000, pollMs: 2000, minIntervalMs: 500, maxDelayMs: 3000 };
    const wait = window.setTimeout.bind(window);
    const replace = (value: unknown) => {
      Object.defineProperty(window, 'setTimeout', { configurable: true, writable: true, value });
    };
    /** The durations of the pauses. */
    let pauses: number[];

    beforeEach(() => {
      pauses = [];
      replace((act: () => void, ms = 0) => {
        const isPause = ms > 0 && ms <= TIMING.maxDelayMs;
        if (isPause) pauses.push(ms);
        return wait(act, isPause ? 0 : ms);
      });
    });

    afterEach(() => replace(wait));

    it('longer after each failure, and short again after an event', async () => {
      void begin({ timing: TIMING });
      for (const count of [1, 2, 3, 4]) (await server.call(count)).drop();
      (await server.call(5)).stream().end();
      deepEqual(pauses, [500, 1000, 2000, 3000]);
      const stream = (await server.call(6)).stream();
      const event = next();
      stream.send({ status: 'started' });
      await event;
      stream.drop();
      await server.call(7);
      deepEqual(pauses, [500, 1000, 2000, 3000, 3000, 500]);
    });

    it('after a stream that ended immediately', async () => {
      void begin({ timing: TIMING });
      const stream = (await server.call(1)).stream();
      const event = next();
      stream.send({ status: 'started' });
      await event;
      stream.end();
      await server.call(2);
      equal(pauses.length, 1);
    });

    it('if streams deliver no events', async () => {
      void begin({ timing: { ...TIMING, quietMs: 5 } });
      (await server.call(1)).stream();
      (await server.call(2)).respond(200, { status: 'started' });
      await server.call(3);
      equal(pauses.at(-1), TIMING.pollMs);
    });
  });

  it('stops in the middle of a pause', async () => {
    const over = begin({ timing: { ...LONG_TIMEOUTS, minIntervalMs: 60_000, maxDelayMs: 60_000 } });
    (await server.call(1)).drop();
    await new Promise((resolve) => setTimeout(resolve));
    watch.abort();
    await over;
    equal(server.calls.length, 1);
  });
});
