import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { InvalidCredentialsError, ProviderUnavailableError, RateLimitedError } from '../errors.ts';
import { AttemptLimits } from './attempt-limits.ts';
import type { LimitedAttempt, SessionPerson } from './attempt-limits.ts';

const forever = new AbortController().signal;
const connection = { id: 1, organization: 'acme', tenantId: 1, connector: 'gwt' };
const ada = { userKey: 'ada', actor: null };
const attempt = { connection, session: { id: 'a', context: ada }, signal: forever };
const refuse = () => Promise.reject(new InvalidCredentialsError());

async function refused(limits: AttemptLimits, times: number, of: LimitedAttempt = attempt): Promise<void> {
  for (let count = 0; count < times; count += 1) await assert.rejects(limits.run(of, refuse), InvalidCredentialsError);
}

const limited = (retryAfterSeconds: number) => (error: unknown) => {
  assert.ok(error instanceof RateLimitedError, String(error));
  assert.equal(error.retryAfterSeconds, retryAfterSeconds);
  return true;
};

describe('refused attempts of a session', () => {
  test('are limited to twenty in ten minutes; later attempts do not reach the provider until the ten minutes end', async (t) => {
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

  test('cannot exceed the limit by running in parallel', async () => {
    const limits = new AttemptLimits();
    await refused(limits, 19);
    const both = await Promise.allSettled([limits.run(attempt, refuse), limits.run(attempt, refuse)]);
    const reasons = both.map((outcome) => outcome.status === 'rejected' && (outcome.reason as Error).name);
    assert.deepEqual(reasons, ['InvalidCredentialsError', 'RateLimitedError']);
  });

  test('are counted separately from those of other sessions and of pages that connect without a session', async () => {
    const limits = new AttemptLimits();
    await refused(limits, 20);
    await refused(limits, 1, { ...attempt, session: { id: 'b', context: ada } });
    await refused(limits, 21, { connection, signal: forever });
  });

  test('include attempts that the caller gave up', async () => {
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
    ['not answered', () => Promise.reject(new ProviderUnavailableError('status 500'))],
    ['stopped by a bug', () => Promise.reject(new TypeError('a bug'))],
  ];
  for (const [outcome, made] of uncounted) {
    test(`do not include attempts that were ${outcome}`, async () => {
      const limits = new AttemptLimits();
      for (let count = 0; count < 21; count += 1) await limits.run(attempt, made).catch(() => undefined);
      await refused(limits, 20);
    });
  }
});

describe('refused attempts of one person at one connector', () => {
  /** Returns an attempt of a new session, like an attempt after a page reload. */
  let sessions = 0;
  const fromNewSession = (context: SessionPerson = ada, on = connection): LimitedAttempt => {
    sessions += 1;
    return { connection: on, session: { id: `session-${sessions}`, context }, signal: forever };
  };
  async function sixtyRefused(limits: AttemptLimits, context?: SessionPerson): Promise<void> {
    for (let count = 0; count < 3; count += 1) await refused(limits, 20, fromNewSession(context));
  }

  test('are limited to sixty in ten minutes, however many sessions make them', async (t) => {
    t.mock.timers.enable({ apis: ['Date', 'setTimeout'] });
    const limits = new AttemptLimits();
    await sixtyRefused(limits);
    t.mock.timers.tick(60_000);
    await assert.rejects(
      limits.run(fromNewSession(), () => assert.fail('The provider is asked.')),
      limited(540),
    );
    t.mock.timers.tick(540_000);
    assert.equal(await limits.run(fromNewSession(), () => Promise.resolve('connected')), 'connected');
  });

  test('are limited together for all connections, because a person can add connections and remove them', async () => {
    const limits = new AttemptLimits();
    for (const id of [1, 2, 3]) await refused(limits, 20, fromNewSession(ada, { ...connection, id }));
    await assert.rejects(limits.run(fromNewSession(ada, { ...connection, id: 4 }), refuse), RateLimitedError);
  });

  const sameActor = { userKey: null, actor: { id: 'ada', name: 'Ada' } };
  const persons: readonly (readonly [string, SessionPerson])[] = [
    ['the actor if the token names no user', sameActor],
    ['the tenant if the token names no person', { userKey: null, actor: null }],
  ];
  for (const [name, context] of persons) {
    test(`are counted per ${name.replace(/^the /, '')}`, async () => {
      const limits = new AttemptLimits();
      await sixtyRefused(limits, context);
      await assert.rejects(limits.run(fromNewSession(context), refuse), RateLimitedError);
    });
  }

  const others: readonly (readonly [string, LimitedAttempt])[] = [
    ['organizations', fromNewSession(ada, { ...connection, organization: 'globex' })],
    ['tenants', fromNewSession(ada, { ...connection, tenantId: 2 })],
    ['connectors', fromNewSession(ada, { ...connection, id: 2, connector: 'hubspot' })],
    ['users', fromNewSession({ userKey: 'bob', actor: null })],
    ['actors', fromNewSession(sameActor)],
  ];
  for (const [name, other] of others) {
    test(`do not limit the attempts of other ${name}`, async () => {
      const limits = new AttemptLimits();
      await sixtyRefused(limits);
      await refused(limits, 1, other);
    });
  }

  test('do not include accepted attempts, nor attempts that the limit of a session blocked', async () => {
    const limits = new AttemptLimits();
    await refused(limits, 20);
    for (let count = 0; count < 50; count += 1) await assert.rejects(limits.run(attempt, refuse), RateLimitedError);
    for (let count = 0; count < 50; count += 1) await limits.run(fromNewSession(), () => Promise.resolve());
    await refused(limits, 20, fromNewSession());
    await refused(limits, 20, fromNewSession());
    await assert.rejects(limits.run(fromNewSession(), refuse), RateLimitedError);
  });
});
