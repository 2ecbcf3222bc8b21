import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { TestContext } from 'node:test';
import { ConnectionTimer } from '../../connection-timer.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import { dueConnections, exchanging, KEY, TOKEN_ANSWER } from '../../testing/due-connections.ts';
import type { ProviderAnswer } from '../../testing/due-connections.ts';
import { RefusalBreaker } from './refusal-breaker.ts';
import { verifyConnection } from './verify-connection.ts';

const HOUR_MS = 60 * 60_000;
const DAY_MS = 24 * HOUR_MS;
/** The longest time from a refusal to the second try. */
const SECOND_TRY_MS = 1.1 * HOUR_MS;

const YES: ProviderAnswer = { body: { email: 'ann@example.com' } };
const NO: ProviderAnswer = { status: 401, body: { message: 'This key was revoked.' } };
const AWAY: ProviderAnswer = { status: 503 };

const verify = { url: 'https://gwt.example.com/me', account: 'email', error: 'message' };
const apiKey = { name: 'GWT', auth: { type: 'api_key', in: 'bearer' }, verify };

/** One connection, and what its provider answers: to `/me` as the test says, to `/token` with a new token. */
async function connected(
  t: TestContext,
  { connector = apiKey, credentials = KEY }: { readonly connector?: object; readonly credentials?: Credentials } = {},
) {
  const answer: { now: ProviderAnswer } = { now: YES };
  const asked: string[] = [];
  const due = await dueConnections(t, {
    connectors: { gwt: connector },
    providers: ({ url }) => {
      asked.push(url.pathname);
      return Promise.resolve(url.pathname === '/token' ? TOKEN_ANSWER : answer.now);
    },
  });
  const [connection] = await due.connect([{ connector: 'gwt', credentials }]);
  assert.ok(connection);
  const timer = new ConnectionTimer(due);
  const look = async () => {
    timer.look();
    await due.background.idle();
  };
  return {
    ...due,
    connection,
    asked,
    look,
    current: () => due.again(connection),
    /** Lets time pass and has the timer look, once for each answer. */
    pass: async (ms: number, ...answers: readonly ProviderAnswer[]) => {
      for (const given of answers) {
        answer.now = given;
        due.clock.now += ms;
        await look();
      }
    },
  };
}

describe('an API key that the provider revoked', () => {
  test('makes its connection needs_reauth at the second refusal, with an activity row', async (t) => {
    const { pass, current, asked, store, connection, logged } = await connected(t);
    await pass(HOUR_MS, NO);
    assert.deepEqual(asked, []);

    await pass(DAY_MS, NO);
    assert.equal((await current()).status, 'connected');
    assert.equal((await current()).verifyRefusals, 1);
    await pass(SECOND_TRY_MS, NO);

    const { status, problem, verifyAt, revision } = await current();
    assert.equal(status, 'needs_reauth');
    assert.equal(verifyAt, null);
    assert.equal(revision, connection.revision + 1);
    assert.deepEqual(problem, { code: 'invalid_credentials', providerMessage: 'This key was revoked.' });
    const [newest] = await store.activity.list(connection, 1);
    assert.equal(newest?.type, 'connection.needs_reauth');
    assert.equal(newest.connectionId, connection.id);
    assert.doesNotMatch(logged(), new RegExp(KEY.values['api_key'] ?? '-'));
    await pass(DAY_MS, NO);
    assert.deepEqual(asked, ['/me', '/me']);
  });

  test('is not asked about again within an hour, however often its connector is verified', async (t) => {
    const connector = { ...apiKey, verify: { ...verify, every: '15m' } };
    const { pass, current, asked } = await connected(t, { connector });
    await pass(HOUR_MS / 4, NO);
    await pass(HOUR_MS - 1, NO);
    assert.equal(asked.length, 1);
    await pass(SECOND_TRY_MS - HOUR_MS + 1, NO);
    assert.equal((await current()).status, 'needs_reauth');
  });

  test('once, is asked about again an hour later, and an acceptance starts the count again', async (t) => {
    const { pass, current, asked } = await connected(t);
    await pass(DAY_MS, NO);
    await pass(SECOND_TRY_MS, YES);
    assert.equal((await current()).verifyRefusals, 0);
    await pass(DAY_MS, NO);
    const { status, verifyRefusals } = await current();
    assert.deepEqual({ status, verifyRefusals }, { status: 'connected', verifyRefusals: 1 });
    assert.equal(asked.length, 3);
  });
});

describe('a provider that gives no answer', () => {
  test('counts as neither, for days', async (t) => {
    const { pass, current } = await connected(t);
    await pass(DAY_MS, AWAY, AWAY, AWAY, AWAY);
    const { status, verifyRefusals } = await current();
    assert.deepEqual({ status, verifyRefusals }, { status: 'connected', verifyRefusals: 0 });
  });

  test('between two refusals changes nothing about them', async (t) => {
    const { pass, current } = await connected(t);
    await pass(DAY_MS, NO);
    await pass(SECOND_TRY_MS, AWAY, NO);
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
    test(`${status} is ${ends ? 'a refusal' : 'none: it says nothing about the key'}`, async (t) => {
      const { pass, current, asked } = await connected(t);
      await pass(DAY_MS, { status }, { status });
      assert.equal((await current()).status, ends ? 'needs_reauth' : 'connected');
      assert.equal(asked.length, 2);
    });
  }

  test('200 without what `expect` says is a refusal', async (t) => {
    const connector = { ...apiKey, verify: { ...verify, expect: { path: 'ok', equals: true } } };
    const { pass, current } = await connected(t, { connector });
    await pass(DAY_MS, { body: { ok: false } }, { body: { ok: false } });
    assert.equal((await current()).status, 'needs_reauth');
  });
});

describe('a provider that refuses the credentials of', () => {
  /** Connections of one connector, the first `other` of a second one, each with a key of its own, some of which the provider refuses. */
  async function keys(t: TestContext, count: number, { other = 0 }: { readonly other?: number } = {}) {
    const asked: string[] = [];
    const refused = new Set(Array.from({ length: count }, (_, index) => `key-${index}`));
    const due = await dueConnections(t, {
      connectors: { gwt: apiKey, other: { ...apiKey, name: 'Other' } },
      providers: ({ headers }) => {
        const key = (headers['authorization'] ?? '').replace('Bearer ', '');
        asked.push(key);
        return Promise.resolve(refused.has(key) ? NO : YES);
      },
    });
    const connections = await due.connect(
      [...refused].map((key, index) => ({
        connector: index < other ? 'other' : 'gwt',
        credentials: { values: { api_key: key } },
      })),
    );
    const statuses = async () => {
      const now = await Promise.all(connections.map((connection) => due.again(connection)));
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
        timer.look();
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

  test('4 connections ends all of them at the second refusal', async (t) => {
    const { pass, ended, errors } = await keys(t, 4);
    await pass(DAY_MS);
    await pass(SECOND_TRY_MS);
    assert.equal(await ended(), 4);
    assert.deepEqual(errors(), []);
  });

  test('5 and accepts none ends none, for days, and the log says once what to look at', async (t) => {
    const { pass, ended, errors } = await keys(t, 5);
    await pass(DAY_MS);
    for (let hour = 0; hour < 50; hour += 1) await pass(SECOND_TRY_MS);
    assert.equal(await ended(), 0);
    assert.equal(errors().length, 1);
    assert.match(errors()[0] ?? '', /outage.*changed API.*expect/);
  });

  test('5, 2 of which belong to another connector, ends all of them: each connector counts for itself', async (t) => {
    const { pass, ended } = await keys(t, 5, { other: 2 });
    await pass(DAY_MS);
    await pass(SECOND_TRY_MS);
    assert.equal(await ended(), 5);
  });

  test('5 asks about each of them again every hour', async (t) => {
    const { pass, asked } = await keys(t, 5);
    await pass(DAY_MS);
    await pass(SECOND_TRY_MS);
    assert.equal(asked.length, 10);
    await pass(SECOND_TRY_MS);
    assert.equal(asked.length, 15);
  });

  test('6 ends those that it still refuses once it accepts one', async (t) => {
    const { pass, refused, statuses, logged } = await keys(t, 6);
    await pass(DAY_MS);
    await pass(SECOND_TRY_MS);
    refused.delete('key-5');
    await pass(SECOND_TRY_MS);
    assert.match(logged(), /accepts stored credentials again/);
    for (let round = 0; round < 4; round += 1) {
      await pass(DAY_MS);
      await pass(SECOND_TRY_MS);
    }
    assert.deepEqual(await statuses(), [...Array.from({ length: 5 }, () => 'needs_reauth'), 'connected']);
  });

  test('5 for an hour and then accepts all ends none', async (t) => {
    const { pass, refused, statuses } = await keys(t, 5);
    await pass(DAY_MS);
    await pass(SECOND_TRY_MS);
    refused.clear();
    await pass(SECOND_TRY_MS);
    for (const status of await statuses()) assert.equal(status, 'connected');
  });
});

describe('verifications are made', () => {
  test('as often as `verify.every` says', async (t) => {
    const { pass, asked } = await connected(t, { connector: { ...apiKey, verify: { ...verify, every: '7d' } } });
    await pass(DAY_MS, YES, YES, YES, YES, YES, YES);
    assert.equal(asked.length, 0);
    await pass(DAY_MS, YES);
    assert.equal(asked.length, 1);
  });

  for (const [what, connector] of [
    ['where `every` is never', { ...apiKey, verify: { ...verify, every: 'never' } }],
    ['where the connector has no `verify`', { ...apiKey, verify: undefined }],
  ] as const) {
    test(`not ${what}`, async (t) => {
      const { pass, asked } = await connected(t, { connector });
      await pass(30 * DAY_MS, NO, NO);
      assert.deepEqual(asked, []);
    });
  }

  test('once, where several processes look at the same time', async (t) => {
    const { clock, asked, background, ...deps } = await connected(t);
    clock.now += DAY_MS;
    const processes = Array.from({ length: 4 }, () => new ConnectionTimer({ ...deps, background }));
    for (const timer of processes) timer.look();
    await background.idle();
    assert.equal(asked.length, 1);
  });

  test('with the first answer that says yes, of what was connected before the connector had a `verify`', async (t) => {
    const { pass, current, store, connection, clock } = await connected(t);
    await store.write(({ connections }) =>
      connections.change(connection, { verified: false, account: null }, clock.now),
    );
    await pass(DAY_MS, YES);
    const { verified, account, verifyAt } = await current();
    assert.deepEqual({ verified, account }, { verified: true, account: 'ann@example.com' });
    assert.ok(verifyAt !== null && verifyAt > clock.now + DAY_MS * 0.9 && verifyAt <= clock.now + DAY_MS);
  });

  test('not with credentials that were made for another kind of connector', async (t) => {
    const { pass, current, asked } = await connected(t, { credentials: { values: { username: 'ann' } } });
    await pass(DAY_MS, NO, NO);
    assert.deepEqual(asked, []);
    assert.equal((await current()).status, 'connected');
  });
});

describe('tokens', () => {
  const tokens = { accessToken: 'first', obtainedAt: 1_800_000_000_000, captured: {} };
  const connector = { ...exchanging('gwt.example.com'), verify };

  test('that are renewed more often are not verified: each renewal asks the provider', async (t) => {
    const credentials = { values: {}, tokens: { ...tokens, expiresAt: tokens.obtainedAt + HOUR_MS } };
    const { pass, current, asked } = await connected(t, { connector, credentials });
    await pass(HOUR_MS, ...Array.from({ length: 30 }, () => NO));
    assert.deepEqual(new Set(asked), new Set(['/token']));
    assert.equal((await current()).status, 'connected');
  });

  test('that last are verified', async (t) => {
    const { pass, current } = await connected(t, { connector, credentials: { values: {}, tokens } });
    await pass(DAY_MS, NO, NO);
    assert.equal((await current()).status, 'needs_reauth');
  });

  test('that are refused are renewed before they are verified once more', async (t) => {
    const credentials = { values: {}, tokens: { ...tokens, expiresAt: tokens.obtainedAt + 60 * DAY_MS } };
    const refused = await connected(t, { connector, credentials });
    await refused.pass(DAY_MS, NO);
    await refused.look();
    assert.deepEqual(refused.asked, ['/me', '/token']);
    assert.equal((await refused.current()).verifyRefusals, 1);
    // By then the new token is due for renewal, which goes first.
    await refused.pass(SECOND_TRY_MS, YES);
    await refused.look();
    const { status, verifyRefusals } = await refused.current();
    assert.deepEqual({ status, verifyRefusals }, { status: 'connected', verifyRefusals: 0 });
  });
});

test('a key that a person replaces during its verification is not judged by the answer', async (t) => {
  const { store, clock, again, connect, definitionOf, ...deps } = await connected(t);
  const [connection] = await connect([{ connector: 'gwt' }]);
  assert.ok(connection);
  const replaced = async () => {
    const change = { credentials: new Uint8Array(9), verifyAt: clock.now + 9, verifyRefusals: 0 };
    const changed = await store.write(({ connections }) => connections.change(connection, change, clock.now));
    assert.ok(changed);
    return { status: 401, headers: new Map<string, string>(), body: '', url: new URL('https://gwt.example.com/me') };
  };
  const egress = { ...deps.egress, request: replaced };
  await verifyConnection(
    { ...deps, store, egress, now: () => clock.now, breaker: new RefusalBreaker() },
    { connection, definition: definitionOf('gwt') },
  );
  const { verifyAt, verifyRefusals } = await again(connection);
  assert.deepEqual({ verifyAt, verifyRefusals }, { verifyAt: clock.now + 9, verifyRefusals: 0 });
});
