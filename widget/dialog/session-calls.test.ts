import { deepEqual, equal, ok } from '../testing/assert.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import { type Renew, SessionCalls, SessionEndedError } from './session-calls.ts';

const expired = () => new RefusedError('session_expired', 'over');

/** The calls of a session, a way to make one that is answered as listed, and what came of all of them in order. */
function record(renew?: Renew) {
  const log: unknown[] = [];
  const calls: SessionCalls = new SessionCalls(renew, () => log.push(calls.renewing ? 'renewing' : 'not renewing'));
  const call = (...answers: (string | Error)[]) => ({
    request: () => {
      const answer = answers.shift() ?? new TypeError('Called too often.');
      return typeof answer === 'string' ? Promise.resolve(answer) : Promise.reject(answer);
    },
    answered: (answer: string) => log.push(answer),
    failed: (error: unknown) => log.push(error),
  });
  return { calls, call, log };
}

type Recorded = ReturnType<typeof record>;

describe('the calls of a session', () => {
  it('are busy until there is an answer, and no longer when it is told', async () => {
    const { calls, call, log } = record();
    const done = calls.make({ ...call('yes'), answered: () => log.push(calls.busy) });
    equal(calls.busy, true);
    await done;
    deepEqual(log, [false]);
  });

  it('are not busy with a look', async () => {
    const { calls, call, log } = record();
    const done = calls.look(call('seen'));
    equal(calls.busy, false);
    await done;
    deepEqual(log, ['seen']);
  });

  for (const [title, next] of [
    ['another', ({ calls, call }: Recorded) => calls.make(call('second'))],
    ['a look', ({ calls, call }: Recorded) => calls.look(call('second'))],
  ] as const) {
    it(`end with ${title}: it aborts them, and their late answer changes nothing`, async () => {
      const all = record();
      const { promise, resolve } = Promise.withResolvers<string>();
      let signal: AbortSignal | undefined;
      const first = all.calls.make({ ...all.call(), request: (given) => ((signal = given), promise) });
      const second = next(all);
      ok(signal?.aborted === true);
      resolve('first');
      await Promise.all([first, second]);
      deepEqual(all.log, ['second']);
    });
  }

  it('are made once more with another session', async () => {
    const { calls, call, log } = record(() => Promise.resolve());
    await calls.make(call(expired(), 'yes'));
    deepEqual(log, ['renewing', 'not renewing', 'yes']);
  });

  it('are not made once more if they were stopped meanwhile', async () => {
    const { promise, resolve } = Promise.withResolvers<undefined>();
    const { calls, call, log } = record(() => promise);
    const done = calls.make(call(expired(), 'yes'));
    while (!calls.renewing) await Promise.resolve();
    calls.stop();
    resolve(undefined);
    await done;
    deepEqual(log, ['renewing', 'not renewing']);
  });

  const refused = new RefusedError('token_invalid', 'no');
  const unreachable = new UnreachableError();
  const ENDS: readonly (readonly [string, Renew | undefined, string])[] = [
    ['there is no other session', undefined, 'session_expired'],
    ['the other session is refused', () => Promise.reject(refused), 'token_invalid'],
    ['the other session is over as well', () => Promise.resolve(), 'session_expired'],
  ];
  for (const [title, renew, code] of ENDS) {
    it(`end for good if ${title}`, async () => {
      const { calls, call, log } = record(renew);
      await calls.make(call(expired(), expired()));
      const error = log.at(-1);
      ok(error instanceof SessionEndedError);
      equal(error.reason.code, code);
    });
  }

  it('fail as they are, not for good, if the server of the other session cannot be reached', async () => {
    const { calls, call, log } = record(() => Promise.reject(unreachable));
    await calls.make(call(expired()));
    equal(log.at(-1), unreachable);
  });
});
