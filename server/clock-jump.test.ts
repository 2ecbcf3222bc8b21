import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ConnectionTimer } from './connection-timer.ts';
import {
  startConnectionHarness,
  clientCredentialsTokens,
  clientCredentialsConnector,
  TOKEN_RESPONSE,
} from './testing/connection-harness.ts';
import type { ProviderResponse } from './testing/connection-harness.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One provider, whose answer the test can change, and a clock that can be a day ahead for four seconds. */
async function provider(t: TestContext) {
  const answer: { now: ProviderResponse } = { now: TOKEN_RESPONSE };
  let asked = 0;
  const due = await startConnectionHarness(t, {
    connectors: {
      gwt: clientCredentialsConnector('gwt.example.com'),
      key: {
        name: 'Key',
        auth: { type: 'api_key', in: 'bearer' },
        verify: { url: 'https://key.example.com/me', every: '24h' },
      },
    },
    handleProvider: () => {
      asked += 1;
      return Promise.resolve(answer.now);
    },
  });
  const timer = new ConnectionTimer(due);
  const look = async () => {
    timer.poll();
    await due.background.idle();
  };
  return {
    ...due,
    answer,
    look,
    asked: () => asked,
    whileAhead: async <T>(what: () => Promise<T>): Promise<T> => {
      due.clock.now += DAY_MS;
      const result = await what();
      due.clock.now += 4000 - DAY_MS;
      return result;
    },
    connectToken: async () => {
      const [connection] = await due.connect([
        { connector: 'gwt', credentials: clientCredentialsTokens(due.clock.now) },
      ]);
      assert.ok(connection);
      return connection;
    },
  };
}

test('tokens obtained while the clock was a day ahead are refreshed as soon as it is right again', async (t) => {
  const { connectToken, look, whileAhead, reload, clock, asked } = await provider(t);
  const connection = await connectToken();
  await whileAhead(look);
  assert.ok(((await reload(connection)).refreshAt ?? 0) > clock.now + DAY_MS - HOUR_MS);

  await look();
  await look();

  assert.equal(asked(), 2);
  const { expiresAt, refreshAt } = await reload(connection);
  assert.equal(expiresAt, clock.now + HOUR_MS);
  assert.ok(refreshAt !== null && refreshAt <= clock.now + HOUR_MS);
});

test('tokens obtained while the clock was a day ahead are refreshed at their next use', async (t) => {
  const { connectToken, look, whileAhead, clock, asked, tokenRefresher, definitionOf } = await provider(t);
  const connection = await connectToken();
  await whileAhead(look);

  const order = { scope: connection, connectionId: connection.id, definition: definitionOf('gwt') };
  const { tokens } = await tokenRefresher.usableCredentials(order);
  await tokenRefresher.usableCredentials(order);

  assert.equal(asked(), 2);
  assert.equal(tokens?.expiresAt, clock.now + HOUR_MS);
});

test('tokens that cannot be refreshed are not ended because the clock was ahead when they were obtained', async (t) => {
  const { whileAhead, connect, look, reload, clock, asked } = await provider(t);
  const made = await whileAhead(() => {
    const expiresAt = clock.now + HOUR_MS;
    return connect([
      {
        connector: 'gwt',
        credentials: clientCredentialsTokens(clock.now),
        change: { expiresAt, refreshAt: expiresAt },
      },
    ]);
  });
  await look();

  const [connection] = made;
  assert.ok(connection);
  assert.equal(asked(), 0);
  assert.equal((await reload(connection)).status, 'connected');
});

test('a provider that failed while the clock was a day ahead is asked again at once', async (t) => {
  const { connectToken, look, whileAhead, reload, answer, asked } = await provider(t);
  const connection = await connectToken();
  answer.now = { status: 500 };
  await whileAhead(look);
  assert.equal((await reload(connection)).refreshFailures, 1);

  answer.now = TOKEN_RESPONSE;
  await look();

  assert.equal(asked(), 2);
  assert.equal((await reload(connection)).refreshFailures, 0);
});

test('a lease that was taken while the clock was a day ahead, and never given back, holds up nothing', async (t) => {
  const { connectToken, look, whileAhead, reload, store, clock, asked } = await provider(t);
  const connection = await connectToken();
  await whileAhead(async () => {
    assert.ok(await store.write(({ connectionLeases }) => connectionLeases.acquire(connection, clock.now)));
  });
  clock.now += HOUR_MS;

  await look();

  assert.equal(asked(), 1);
  assert.ok(((await reload(connection)).expiresAt ?? 0) > clock.now);
});

for (const { what, status } of [
  { what: 'succeeded', status: 200 },
  { what: 'had no answer', status: 503 },
]) {
  test(`a verification that ${what} while the clock was a day ahead is repeated`, async (t) => {
    const { connect, look, whileAhead, reload, answer, asked, clock } = await provider(t);
    const [connection] = await connect([{ connector: 'key' }]);
    assert.ok(connection);
    answer.now = { status };
    clock.now += 30 * MINUTE_MS;
    await whileAhead(look);
    assert.equal(asked(), 1);
    assert.ok(((await reload(connection)).verifyAt ?? 0) > clock.now + DAY_MS);

    await look();

    assert.equal(asked(), 2);
    assert.ok(((await reload(connection)).verifyAt ?? Infinity) <= clock.now + DAY_MS);
  });
}
