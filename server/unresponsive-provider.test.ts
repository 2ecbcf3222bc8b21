import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ConnectionTimer } from './connection-timer.ts';
import { EgressFailedError, DEFAULT_LIMITS } from './egress.ts';
import {
  startConnectionHarness,
  clientCredentialsTokens,
  clientCredentialsConnector,
  TOKEN_RESPONSE,
} from './testing/connection-harness.ts';
import type { ProviderResponse } from './testing/connection-harness.ts';

const STEP_MS = 15_000;
const HANGS_MS = DEFAULT_LIMITS.totalTimeoutMs;

interface RefreshRecord {
  readonly host: string;
  /** How long after the start it was asked for. */
  readonly atMs: number;
}

/**
 * Lets some minutes pass, in steps, in which a healthy provider answers at once and dead ones never do.
 *
 * @param dead How many connections of each dead connector are due from the start.
 */
async function runForMinutes(t: TestContext, { dead }: { readonly dead: Readonly<Record<string, number>> }) {
  const hosts = ['healthy', ...Object.keys(dead)];
  const asked: RefreshRecord[] = [];
  const hanging: { readonly host: string; readonly until: number; readonly end: (error: Error) => void }[] = [];
  let most = 0;
  const due = await startConnectionHarness(t, {
    connectors: Object.fromEntries(hosts.map((host) => [host, clientCredentialsConnector(`${host}.example.com`)])),
    handleProvider: ({ url: { host } }) => {
      asked.push({ host, atMs: due.clock.now - start });
      if (host === 'healthy.example.com') return Promise.resolve(TOKEN_RESPONSE);
      const { promise, reject } = Promise.withResolvers<ProviderResponse>();
      hanging.push({ host, until: due.clock.now + HANGS_MS, end: reject });
      most = Math.max(most, hanging.length);
      return promise;
    },
  });
  const start = due.clock.now;
  const credentials = clientCredentialsTokens(start);
  await due.connect(
    Object.entries(dead).flatMap(([connector, count]) =>
      Array.from({ length: count }, () => ({ connector, credentials, change: { refreshAt: start } })),
    ),
  );
  await due.connect(
    Array.from({ length: 12 }, (_, index) => ({
      connector: 'healthy',
      organization: index % 2 === 0 ? 'acme' : 'globex',
      credentials,
      change: { refreshAt: start + index * 12_000 },
    })),
  );
  const timer = new ConnectionTimer(due);
  for (let passed = 0; passed < 180_000; passed += STEP_MS) {
    const over = hanging.filter(({ until }) => until <= due.clock.now);
    for (const one of over) {
      hanging.splice(hanging.indexOf(one), 1);
      one.end(new EgressFailedError('timeout', one.host, 'no answer'));
    }
    timer.poll();
    // Nothing here waits for more than the next turns of the event loop, but what hangs.
    for (let turns = 0; turns < 12; turns += 1) await turn();
    due.clock.now += STEP_MS;
  }
  timer.stop();
  for (const one of hanging) one.end(new EgressFailedError('timeout', one.host, 'no answer'));
  await due.background.idle();
  return { healthy: asked.filter(({ host }) => host === 'healthy.example.com'), most };
}

test('providers that never answer make no refresh of another one later, and are asked by a limited number', async (t) => {
  const dead = Object.fromEntries(Array.from({ length: 5 }, (_, index) => [`dead-${index}`, 20]));
  const without = await runForMinutes(t, { dead: {} });
  const beside = await runForMinutes(t, { dead });

  assert.equal(without.healthy.length, 12);
  assert.deepEqual(beside.healthy, without.healthy);
  assert.equal(beside.most, 5 * 8);
});
