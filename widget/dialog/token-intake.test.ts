import { deepEqual, equal, ok, rejects } from '../testing/assert.ts';
import { tokenExchangeResponse, errorResponse } from '../testing/fixtures.ts';
import { FakeSessionServer } from '../testing/fake-session-server.ts';
import type { TokenExchangeResponse } from '../protocol/session-api.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { TokenIntake } from './token-intake.ts';

const over = new RefusedError('session_expired', 'The session is over.');

describe('the intake of tokens', () => {
  let server: FakeSessionServer;
  let asked: number;
  let granted: TokenExchangeResponse[];
  let failed: unknown[];
  let release: (() => void) | undefined;

  const intakeOf = (timeoutMs?: number) =>
    new TokenIntake({
      ask: () => (asked += 1),
      granted: async (answer) => {
        granted.push(answer);
        if (release) await new Promise<void>((resolve) => (release = resolve));
      },
      failed: (error) => failed.push(error),
      patienceMs: timeoutMs,
    });
  const answer = async (count: number, status: number, body: unknown) =>
    (await server.call(count)).respond(status, body);
  const codeOf = (error: unknown) => (error instanceof RefusedError ? error.code : undefined);

  beforeEach(() => {
    server = new FakeSessionServer();
    [asked, granted, failed, release] = [0, [], [], undefined];
  });

  afterEach(() => server.restore());

  it('exchanges a token at the address of the page, and keeps it out of the address', async () => {
    const offered = intakeOf().offer('a.b.c');
    const call = await server.call(1);
    deepEqual(
      [call.method, call.path, call.search, call.body, call.authorization],
      ['POST', location.pathname, location.search, { token: 'a.b.c' }, null],
    );
    call.respond(200, tokenExchangeResponse());
    await offered;
    deepEqual(granted, [tokenExchangeResponse()]);
  });

  it('lets those who wait go on when a token is accepted, and asks the host once for all of them', async () => {
    const intake = intakeOf();
    const waiting = Promise.all([intake.renew(over), intake.renew(over)]);
    equal(asked, 1);
    void intake.offer('t');
    await answer(1, 200, tokenExchangeResponse());
    await waiting;
    equal(granted.length, 1);
  });

  it('does not ask for a token while it waits for one that comes by itself', () => {
    void intakeOf().next(over);
    equal(asked, 0);
  });

  it('does not ask for a token while one is being exchanged', async () => {
    const intake = intakeOf();
    void intake.offer('t');
    const renewed = intake.renew(over);
    await answer(1, 200, tokenExchangeResponse());
    await renewed;
    equal(asked, 0);
  });

  it('says to those who wait why they waited, if no token comes in time', async () => {
    equal(await rejects(intakeOf(5).renew(over)), over);
    equal(await rejects(intakeOf(5).next(over)), over);
    deepEqual(failed, []);
  });

  it('takes a token that comes after all', async () => {
    const intake = intakeOf(5);
    await rejects(intake.next(over));
    const offered = intake.offer('t');
    await answer(1, 200, tokenExchangeResponse());
    await offered;
    equal(granted.length, 1);
  });

  for (const code of ['token_expired', 'token_replayed']) {
    it(`asks for another token if one is refused with ${code}, and once only`, async () => {
      const intake = intakeOf();
      const waiting = intake.next(over);
      void intake.offer('first');
      await answer(1, 401, errorResponse(code));
      while (asked === 0) await new Promise((resolve) => setTimeout(resolve));
      void intake.offer('second');
      await answer(2, 401, errorResponse(code));
      equal(codeOf(await rejects(waiting)), code);
      equal(asked, 1);
      deepEqual(failed, []);
    });

    it(`does not ask again if the token that renews is refused with ${code}`, async () => {
      const intake = intakeOf();
      const waiting = intake.renew(over);
      void intake.offer('t');
      await answer(1, 401, errorResponse(code));
      equal(codeOf(await rejects(waiting)), code);
      equal(asked, 1);
    });
  }

  for (const [code, status] of [
    ['token_invalid', 401],
    ['not_found', 404],
    ['origin_not_allowed', 403],
    ['rate_limited', 429],
    ['storage_unavailable', 503],
    ['internal', 500],
  ] as const) {
    it(`asks for no other token after ${code}, whether somebody waits or not`, async () => {
      const intake = intakeOf();
      const waiting = intake.next(over);
      void intake.offer('first');
      await answer(1, status, errorResponse(code));
      equal(codeOf(await rejects(waiting)), code);
      const offered = intake.offer('second');
      await answer(2, status, errorResponse(code));
      await offered;
      deepEqual(failed.map(codeOf), [code]);
      equal(asked, 0);
    });
  }

  it('says that a token could not be exchanged', async () => {
    const intake = intakeOf();
    let offered = intake.offer('t');
    (await server.call(1)).drop();
    await offered;
    offered = intake.offer('t');
    await answer(2, 200, tokenExchangeResponse({ connectionId: 7 }));
    await offered;
    ok(failed.length === 2 && failed.every((error) => error instanceof UnreachableError));
  });

  it('hears of the newest token only, whatever comes late', async () => {
    const intake = intakeOf();
    const waiting = intake.next(over);
    void intake.offer('first');
    const first = await server.call(1);
    void intake.offer('second');
    ok(first.signal?.aborted === true);
    first.respond(200, tokenExchangeResponse({ tenant: 'First' }));
    await answer(2, 200, tokenExchangeResponse({ tenant: 'Second' }));
    await waiting;
    deepEqual(
      granted.map(({ tenant }) => tenant),
      ['Second'],
    );
  });

  it('does not go on with what a token gave if a newer one came while that was put in place', async () => {
    release = () => undefined;
    const intake = intakeOf();
    let renewed = 0;
    void intake.renew(over).then(() => (renewed += 1));
    const first = intake.offer('first');
    await answer(1, 200, tokenExchangeResponse());
    while (granted.length === 0) await new Promise((resolve) => setTimeout(resolve));
    const second = intake.offer('second');
    release();
    await first;
    equal(renewed, 0);
    release = undefined;
    await answer(2, 200, tokenExchangeResponse());
    await second;
    await Promise.resolve();
    equal(renewed, 1);
  });

  it('ends what is under way, and nobody hears of it', async () => {
    const intake = intakeOf(5);
    let heard = false;
    void intake.renew(over).finally(() => (heard = true));
    void intake.offer('t');
    const call = await server.call(1);
    intake.stop();
    ok(call.signal?.aborted === true);
    // Its patience began later, so that of the first is over as well.
    await rejects(intakeOf(5).next(over));
    deepEqual([heard, failed, granted], [false, [], []]);
  });
});
