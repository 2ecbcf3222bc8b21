import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { ConnectionTimer } from '../connection-timer.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import {
  startConnectionHarness,
  clientCredentialsConnector,
  API_KEY_CREDENTIALS,
  TOKEN_RESPONSE,
} from '../testing/connection-harness.ts';
import type { ProviderResponse } from '../testing/connection-harness.ts';
import { CircuitBreaker } from './circuit-breaker.ts';
import { verifyConnection } from './verify-connection.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** The longest time between a refusal and the second try. */
const MAX_RETRY_DELAY_MS = 1.1 * HOUR_MS;

const ACCEPTED: ProviderResponse = { body: { email: 'ann@example.com' } };
const REFUSED: ProviderResponse = { status: 401, body: { message: 'This key was revoked.' } };
const UNAVAILABLE: ProviderResponse = { status: 503 };

const verify = { url: 'https://gwt.example.com/me', account: 'email', error: 'message' };
const apiKey = { name: 'GWT', auth: { type: 'api_key', in: 'bearer' }, verify };

/** Starts one connection. Its provider answers `/me` as the test says, and `/token` with a new token. */
async function startConnected(
  t: TestContext,
  {
    connector = apiKey,
    credentials = API_KEY_CREDENTIALS,
  }: { readonly connector?: object; readonly credentials?: Credentials } = {},
) {
  const answer: { now: ProviderResponse } = { now: ACCEPTED };
  const asked: string[] = [];
  const due = await startConnectionHarness(t, {
    connectors: { gwt: connector },
    handleProvider: ({ url }) => {
      asked.push(url.pathname);
      return Promise.resolve(url.pathname === '/token' ? TOKEN_RESPONSE : answer.now);
    },
  });
  const [connection] = await due.connect([{ connector: 'gwt', credentials }]);
  assert.ok(connection);
  const timer = new ConnectionTimer(due);
  const poll = async () => {
    timer.poll();
    await due.background.idle();
  };
  return {
    ...due,
    connection,
    asked,
    poll,
    current: () => due.reload(connection),
    /** For each answer: advances the clock and polls once. */
    pass: async (ms: number, ...answers: readonly ProviderResponse[]) => {
      for (const given of answers) {
        answer.now = given;
        due.clock.now += ms;
        await poll();
      }
    },
  };
}

describe('an API key that the provider revoked', () => {
  test('makes its connection needs_reauth at the second refusal and adds an activity row', async (t) => {
    const { pass, current, asked, store, connection, logged } = await startConnected(t);
    await pass(HOUR_MS, REFUSED);
    assert.deepEqual(asked, []);

    await pass(DAY_MS, REFUSED);
    assert.equal((await current()).status, 'connected');
    assert.equal((await current()).verifyRefusals, 1);
    await pass(MAX_RETRY_DELAY_MS, REFUSED);

    const { status, problem, verifyAt, revision } = await current();
    assert.equal(status, 'needs_reauth');
    assert.equal(verifyAt, null);
    assert.equal(revision, connection.revision + 1);
    assert.deepEqual(problem, { code: 'invalid_credentials', providerMessage: 'This key was revoked.' });
    const [newest] = await store.activity.list(connection, 1);
    assert.equal(newest?.type, 'connection.needs_reauth');
    assert.equal(newest.connectionId, connection.id);
    assert.doesNotMatch(logged(), new RegExp(API_KEY_CREDENTIALS.values['api_key'] ?? '-'));
    await pass(DAY_MS, REFUSED);
    assert.deepEqual(asked, ['/me', '/me']);
  });

  test('is not verified again within an hour, even if `verify.every` is shorter', async (t) => {
    const connector = { ...apiKey, verify: { ...verify, every: '15m' } };
    const { pass, current, asked } = await startConnected(t, { connector });
    await pass(HOUR_MS / 4, REFUSED);
    await pass(HOUR_MS - 1, REFUSED);
    assert.equal(asked.length, 1);
    await pass(MAX_RETRY_DELAY_MS - HOUR_MS + 1, REFUSED);
    assert.equal((await current()).status, 'needs_reauth');
  });

  test('is verified again an hour after a refusal, and an acceptance resets the count of refusals', async (t) => {
    const { pass, current, asked } = await startConnected(t);
    await pass(DAY_MS, REFUSED);
    await pass(MAX_RETRY_DELAY_MS, ACCEPTED);
    assert.equal((await current()).verifyRefusals, 0);
    await pass(DAY_MS, REFUSED);
    const { status, verifyRefusals } = await current();
    assert.deepEqual({ status, verifyRefusals }, { status: 'connected', verifyRefusals: 1 });
    assert.equal(asked.length, 3);
  });
});

describe('a provider that gives no answer', () => {
  test('counts as neither a refusal nor an acceptance, even after days', async (t) => {
    const { pass, current } = await startConnected(t);
    await pass(DAY_MS, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE, UNAVAILABLE);
    const { status, verifyRefusals } = await current();
    assert.deepEqual({ status, verifyRefusals }, { status: 'connected', verifyRefusals: 0 });
  });

  test('does not reset the count of refusals', async (t) => {
    const { pass, current } = await startConnected(t);
    await pass(DAY_MS, REFUSED);
    await pass(MAX_RETRY_DELAY_MS, UNAVAILABLE, REFUSED);
    assert.equal((await current()).status, 'needs_reauth');
  });
});

describe('an answer with status', () => {
  for (const { status, ends } of [
    { status: 400, ends: true },
    { status: 401, ends: true },
    { status: 403, ends: true },
    { status: 422, ends: true },
    { status: 302, ends: false },
    { status: 404, ends: false },
    { status: 405, ends: false },
    { status: 410, ends: false },
    { status: 429, ends: false },
    { status: 500, ends: false },
  ]) {
    test(`${status} is ${ends ? 'a refusal' : 'not a refusal, because it says nothing about the key'}`, async (t) => {
      const { pass, current, asked } = await startConnected(t);
      await pass(DAY_MS, { status }, { status });
      assert.equal((await current()).status, ends ? 'needs_reauth' : 'connected');
      assert.equal(asked.length, 2);
    });
  }

  test('200 that does not meet `expect` is a refusal', async (t) => {
    const connector = { ...apiKey, verify: { ...verify, expect: { path: 'ok', equals: true } } };
    const { pass, current } = await startConnected(t, { connector });
    await pass(DAY_MS, { body: { ok: false } }, { body: { ok: false } });
    assert.equal((await current()).status, 'needs_reauth');
  });
});

describe('a provider that refuses the credentials of', () => {
  /**
   * Connects `count` connections, each with its own key; the first `other` of them use a second connector. The provider
   * refuses the keys in `refused`, at first all of them.
   */
  async function connectKeys(t: TestContext, count: number, { other = 0 }: { readonly other?: number } = {}) {
    const asked: string[] = [];
    const refused = new Set(Array.from({ length: count }, (_, index) => `key-${index}`));
    const due = await startConnectionHarness(t, {
      connectors: { gwt: apiKey, other: { ...apiKey, name: 'Other' } },
      handleProvider: ({ headers }) => {
        const key = (headers['authorization'] ?? '').replace('Bearer ', '');
        asked.push(key);
        return Promise.resolve(refused.has(key) ? REFUSED : ACCEPTED);
      },
    });
    const connections = await due.connect(
      [...refused].map((key, index) => ({
        connector: index < other ? 'other' : 'gwt',
        credentials: { values: { api_key: key } },
      })),
    );
    const statuses = async () => {
      const now = await Promise.all(connections.map((connection) => due.reload(connection)));
      return now.map(({ status }) => status);
    };
    const timer = new ConnectionTimer(due);
    return {
      asked,
      logged: due.logged,
      refused,
      statuses,
      ended: async () => (await statuses()).filter((status) => status === 'needs_reauth').length,
      pass: async (ms: number) => {
        due.clock.now += ms;
        timer.poll();
        await due.background.idle();
      },
      /** Error lines of the log. */
      errors: () =>
        due
          .logged()
          .split('\n')
          .filter((line) => line.includes('"level":50')),
    };
  }

  test('4 connections makes all of them needs_reauth at the second refusal', async (t) => {
    const { pass, ended, errors } = await connectKeys(t, 4);
    await pass(DAY_MS);
    await pass(MAX_RETRY_DELAY_MS);
    assert.equal(await ended(), 4);
    assert.deepEqual(errors(), []);
  });

  test('5 connections and accepts none makes none needs_reauth, and one log line says what to check', async (t) => {
    const { pass, ended, errors } = await connectKeys(t, 5);
    await pass(DAY_MS);
    for (let hour = 0; hour < 50; hour += 1) await pass(MAX_RETRY_DELAY_MS);
    assert.equal(await ended(), 0);
    assert.equal(errors().length, 1);
    assert.match(errors()[0] ?? '', /outage.*changed API.*expect/);
  });

  test('5 connections of two connectors makes all of them needs_reauth, because each connector has its own count', async (t) => {
    const { pass, ended } = await connectKeys(t, 5, { other: 2 });
    await pass(DAY_MS);
    await pass(MAX_RETRY_DELAY_MS);
    assert.equal(await ended(), 5);
  });

  test('5 connections is asked to verify each of them again every hour', async (t) => {
    const { pass, asked } = await connectKeys(t, 5);
    await pass(DAY_MS);
    await pass(MAX_RETRY_DELAY_MS);
    assert.equal(asked.length, 10);
    await pass(MAX_RETRY_DELAY_MS);
    assert.equal(asked.length, 15);
  });

  test('6 connections makes 5 of them needs_reauth after it accepts the sixth', async (t) => {
    const { pass, refused, statuses, logged } = await connectKeys(t, 6);
    await pass(DAY_MS);
    await pass(MAX_RETRY_DELAY_MS);
    refused.delete('key-5');
    await pass(MAX_RETRY_DELAY_MS);
    assert.match(logged(), /accepts stored credentials again/);
    for (let round = 0; round < 4; round += 1) {
      await pass(DAY_MS);
      await pass(MAX_RETRY_DELAY_MS);
    }
    assert.deepEqual(await statuses(), [...Array.from({ length: 5 }, () => 'needs_reauth'), 'connected']);
  });

  test('5 connections for an hour and then accepts all makes none needs_reauth', async (t) => {
    const { pass, refused, statuses } = await connectKeys(t, 5);
    await pass(DAY_MS);
    await pass(MAX_RETRY_DELAY_MS);
    refused.clear();
    await pass(MAX_RETRY_DELAY_MS);
    for (const status of await statuses()) assert.equal(status, 'connected');
  });
});

describe('stored credentials are verified', () => {
  test('as often as `verify.every` says', async (t) => {
    const { pass, asked } = await startConnected(t, { connector: { ...apiKey, verify: { ...verify, every: '7d' } } });
    await pass(DAY_MS, ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED, ACCEPTED);
    assert.equal(asked.length, 0);
    await pass(DAY_MS, ACCEPTED);
    assert.equal(asked.length, 1);
  });

  for (const [what, connector] of [
    ['if `every` is never', { ...apiKey, verify: { ...verify, every: 'never' } }],
    ['if the connector has no `verify`', { ...apiKey, verify: undefined }],
  ] as const) {
    test(`never ${what}`, async (t) => {
      const { pass, asked } = await startConnected(t, { connector });
      await pass(30 * DAY_MS, REFUSED, REFUSED);
      assert.deepEqual(asked, []);
    });
  }

  test('once, even if several processes poll at the same time', async (t) => {
    const { clock, asked, background, ...deps } = await startConnected(t);
    clock.now += DAY_MS;
    const processes = Array.from({ length: 4 }, () => new ConnectionTimer({ ...deps, background }));
    for (const timer of processes) timer.poll();
    await background.idle();
    assert.equal(asked.length, 1);
  });

  test('after the connector gets a `verify`, and the first acceptance sets `verified` and the account', async (t) => {
    const { pass, current, store, connection, clock } = await startConnected(t);
    await store.write(({ connections }) =>
      connections.change(connection, { verified: false, account: null }, clock.now),
    );
    await pass(DAY_MS, ACCEPTED);
    const { verified, account, verifyAt } = await current();
    assert.deepEqual({ verified, account }, { verified: true, account: 'ann@example.com' });
    assert.ok(verifyAt !== null && verifyAt > clock.now + DAY_MS * 0.9 && verifyAt <= clock.now + DAY_MS);
  });

  test('never if they belong to another auth type', async (t) => {
    const { pass, current, asked } = await startConnected(t, { credentials: { values: { username: 'ann' } } });
    await pass(DAY_MS, REFUSED, REFUSED);
    assert.deepEqual(asked, []);
    assert.equal((await current()).status, 'connected');
  });
});

describe('tokens', () => {
  const tokens = { accessToken: 'first', obtainedAt: 1_800_000_000_000, captured: {} };
  const connector = { ...clientCredentialsConnector('gwt.example.com'), verify };

  test('that are refreshed more often than verified are not verified, because each refresh proves them', async (t) => {
    const credentials = { values: {}, tokens: { ...tokens, expiresAt: tokens.obtainedAt + HOUR_MS } };
    const { pass, current, asked } = await startConnected(t, { connector, credentials });
    await pass(HOUR_MS, ...Array.from({ length: 30 }, () => REFUSED));
    assert.deepEqual(new Set(asked), new Set(['/token']));
    assert.equal((await current()).status, 'connected');
  });

  test('that do not expire are verified', async (t) => {
    const { pass, current } = await startConnected(t, { connector, credentials: { values: {}, tokens } });
    await pass(DAY_MS, REFUSED, REFUSED);
    assert.equal((await current()).status, 'needs_reauth');
  });

  test('that are refused are refreshed before they are verified again', async (t) => {
    const credentials = { values: {}, tokens: { ...tokens, expiresAt: tokens.obtainedAt + 60 * DAY_MS } };
    const refused = await startConnected(t, { connector, credentials });
    await refused.pass(DAY_MS, REFUSED);
    await refused.poll();
    assert.deepEqual(refused.asked, ['/me', '/token']);
    assert.equal((await refused.current()).verifyRefusals, 1);
    // The new token is due for a refresh by then, and the refresh runs first.
    await refused.pass(MAX_RETRY_DELAY_MS, ACCEPTED);
    await refused.poll();
    const { status, verifyRefusals } = await refused.current();
    assert.deepEqual({ status, verifyRefusals }, { status: 'connected', verifyRefusals: 0 });
  });
});

test('the result of a verification is dropped if a person replaces the key during it', async (t) => {
  const { store, clock, reload, connect, definitionOf, ...deps } = await startConnected(t);
  const [connection] = await connect([{ connector: 'gwt' }]);
  assert.ok(connection);
  const replaceAndRefuse = async () => {
    const change = { credentials: new Uint8Array(9), verifyAt: clock.now + 9, verifyRefusals: 0 };
    const changed = await store.write(({ connections }) => connections.change(connection, change, clock.now));
    assert.ok(changed);
    return { status: 401, headers: new Map<string, string>(), body: '', url: new URL('https://gwt.example.com/me') };
  };
  const egress = { ...deps.egress, request: replaceAndRefuse };
  await verifyConnection(
    { ...deps, store, egress, now: () => clock.now, breaker: new CircuitBreaker() },
    { connection, definition: definitionOf('gwt') },
  );
  const { verifyAt, verifyRefusals } = await reload(connection);
  assert.deepEqual({ verifyAt, verifyRefusals }, { verifyAt: clock.now + 9, verifyRefusals: 0 });
});
