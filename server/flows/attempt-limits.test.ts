import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvalidCredentialsError, ProviderUnavailableError, RateLimitedError } from '../errors.ts';
import { AttemptLimits } from './attempt-limits.ts';

const forever = new AbortController().signal;
const attempt = { connection: { id: 1 }, sessionId: 'a', signal: forever };
const refuse = () => Promise.reject(new InvalidCredentialsError());

async function refused(limits: AttemptLimits, times: number, of = attempt): Promise<void> {
  for (let count = 0; count < times; count += 1) await assert.rejects(limits.run(of, refuse), InvalidCredentialsError);
}

const limited = (retryAfterSeconds: number) => (error: unknown) => {
  assert.ok(error instanceof RateLimitedError, String(error));
  assert.equal(error.retryAfterSeconds, retryAfterSeconds);
  return true;
};

describe('refused attempts of a session', () => {
  test('are twenty in ten minutes, and then none is made until the ten minutes are over', async (t) => {
    t.mock.timers.enable({ apis: ['Date', 'setTimeout'] });
    const limits = new AttemptLimits();
    await refused(limits, 20);
    t.mock.timers.tick(60_000);
    await assert.rejects(
      limits.run(attempt, () => assert.fail('The provider is asked.')),
      limited(540),
    );
    t.mock.timers.tick(540_000);
    assert.equal(await limits.run(attempt, () => Promise.resolve('connected')), 'connected');
  });

  test('cannot be more because they are made at once', async () => {
    const limits = new AttemptLimits();
    await refused(limits, 19);
    const both = await Promise.allSettled([limits.run(attempt, refuse), limits.run(attempt, refuse)]);
    const reasons = both.map((outcome) => outcome.status === 'rejected' && (outcome.reason as Error).name);
    assert.deepEqual(reasons, ['InvalidCredentialsError', 'RateLimitedError']);
  });

  test('are counted apart from those of other sessions, and of pages that connect by themselves', async () => {
    const limits = new AttemptLimits();
    await refused(limits, 20);
    await refused(limits, 1, { ...attempt, sessionId: 'b' });
    const { connection, signal } = attempt;
    for (let count = 0; count < 21; count += 1) {
      await assert.rejects(limits.run({ connection, signal }, refuse), InvalidCredentialsError);
    }
  });

  test('include those that the caller gave up', async () => {
    const limits = new AttemptLimits();
    for (let count = 0; count < 20; count += 1) {
      const controller = new AbortController();
      const giveUp = () => {
        controller.abort();
        return Promise.reject(new ProviderUnavailableError('aborted'));
      };
      await assert.rejects(limits.run({ ...attempt, signal: controller.signal }, giveUp), ProviderUnavailableError);
    }
    await assert.rejects(limits.run(attempt, refuse), RateLimitedError);
  });

  const uncounted: readonly (readonly [string, () => Promise<void>])[] = [
    ['accepted', () => Promise.resolve()],
    ['not judged', () => Promise.reject(new ProviderUnavailableError('status 500'))],
    ['stopped by a bug', () => Promise.reject(new TypeError('a bug'))],
  ];
  for (const [outcome, made] of uncounted) {
    test(`do not include those that were ${outcome}`, async () => {
      const limits = new AttemptLimits();
      for (let count = 0; count < 21; count += 1) await limits.run(attempt, made).catch(() => undefined);
      await refused(limits, 20);
    });
  }
});
