import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { TestContext } from 'node:test';
import { ConnectionTimer } from './connection-timer.ts';
import { dueConnections, exchanged, exchanging, TOKEN_ANSWER } from './testing/due-connections.ts';
import type { ProviderAnswer } from './testing/due-connections.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** One provider, whose answer the test can change, and a clock that can be a day ahead for four seconds. */
async function provider(t: TestContext) {
  const answer: { now: ProviderAnswer } = { now: TOKEN_ANSWER };
  let asked = 0;
  const due = await dueConnections(t, {
    connectors: {
      gwt: exchanging('gwt.example.com'),
      key: {
        name: 'Key',
        auth: { type: 'api_key', in: 'bearer' },
        verify: { url: 'https://key.example.com/me', every: '24h' },
      },
    },
    providers: () => {
      asked += 1;
      return Promise.resolve(answer.now);
    },
  });
  const timer = new ConnectionTimer(due);
  const look = async () => {
    timer.look();
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
      const [connection] = await due.connect([{ connector: 'gwt', credentials: exchanged(due.clock.now) }]);
      assert.ok(connection);
      return connection;
    },
  };
}

test('tokens obtained while the clock was a day ahead are renewed as soon as it is right again', async (t) => {
  const { connectToken, look, whileAhead, again, clock, asked } = await provider(t);
  const connection = await connectToken();
  await whileAhead(look);
  assert.ok(((await again(connection)).renewAt ?? 0) > clock.now + DAY_MS - HOUR_MS);

  await look();
  await look();

  assert.equal(asked(), 2);
  const { expiresAt, renewAt } = await again(connection);
  assert.equal(expiresAt, clock.now + HOUR_MS);
  assert.ok(renewAt !== null && renewAt <= clock.now + HOUR_MS);
});

test('tokens obtained while the clock was a day ahead are renewed when somebody asks for them', async (t) => {
  const { connectToken, look, whileAhead, clock, asked, renewals, definitionOf } = await provider(t);
  const connection = await connectToken();
  await whileAhead(look);

  const order = { scope: connection, connectionId: connection.id, definition: definitionOf('gwt') };
  const { tokens } = await renewals.usable(order);
  await renewals.usable(order);

  assert.equal(asked(), 2);
  assert.equal(tokens?.expiresAt, clock.now + HOUR_MS);
});

test('tokens that cannot be renewed are not ended because the clock was ahead when they were obtained', async (t) => {
  const { whileAhead, connect, look, again, clock, asked } = await provider(t);
  const made = await whileAhead(() => {
    const expiresAt = clock.now + HOUR_MS;
    return connect([
      { connector: 'gwt', credentials: exchanged(clock.now), change: { expiresAt, renewAt: expiresAt } },
    ]);
  });
  await look();

  const [connection] = made;
  assert.ok(connection);
  assert.equal(asked(), 0);
  assert.equal((await again(connection)).status, 'connected');
});

test('a provider that failed while the clock was a day ahead is asked again at once', async (t) => {
  const { connectToken, look, whileAhead, again, answer, asked } = await provider(t);
  const connection = await connectToken();
  answer.now = { status: 500 };
  await whileAhead(look);
  assert.equal((await again(connection)).renewalFailures, 1);

  answer.now = TOKEN_ANSWER;
  await look();

  assert.equal(asked(), 2);
  assert.equal((await again(connection)).renewalFailures, 0);
});

test('a lease that was taken while the clock was a day ahead, and never given back, holds up nothing', async (t) => {
  const { connectToken, look, whileAhead, again, store, clock, asked } = await provider(t);
  const connection = await connectToken();
  await whileAhead(async () => {
    assert.ok(await store.write(({ connections }) => connections.lease(connection, clock.now)));
  });
  clock.now += HOUR_MS;

  await look();

  assert.equal(asked(), 1);
  assert.ok(((await again(connection)).expiresAt ?? 0) > clock.now);
});

for (const { what, status } of [
  { what: 'succeeded', status: 200 },
  { what: 'had no answer', status: 503 },
]) {
  test(`a verification that ${what} while the clock was a day ahead is repeated`, async (t) => {
    const { connect, look, whileAhead, again, answer, asked, clock } = await provider(t);
    const [connection] = await connect([{ connector: 'key' }]);
    assert.ok(connection);
    answer.now = { status };
    clock.now += 30 * MINUTE_MS;
    await whileAhead(look);
    assert.equal(asked(), 1);
    assert.ok(((await again(connection)).verifyAt ?? 0) > clock.now + DAY_MS);

    await look();

    assert.equal(asked(), 2);
    assert.ok(((await again(connection)).verifyAt ?? Infinity) <= clock.now + DAY_MS);
  });
}
