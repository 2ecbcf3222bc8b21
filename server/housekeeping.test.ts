import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { pino } from 'pino';

import { Housekeeping } from './housekeeping.ts';
import { DELETE_BATCH_SIZE } from './store/session-store.ts';
import type { Store } from './store/store.ts';
import { createConnection, hashOf, newSignIn, newSession, NOW, ensureTenant } from './store/testing/seed-store.ts';
import { openTemporaryStore } from './store/testing/open-temporary-store.ts';
import { waitUntil } from './testing/wait-until.ts';

const MINUTE_MS = 60 * 1000;
const SOON_MS = 30 * 1000;

test('soon after the start what has expired is deleted, and the log counts it', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const scope = await ensureTenant(store, 'acme', '42');
  const connection = await createConnection(store, scope);
  await store.write(async ({ sessions, usedTokens, signIns, connections, idempotency }) => {
    const { connector, userKey, name } = connection;
    await connections.create(scope, { connector, userKey, name, now: NOW, deleteAfter: NOW });
    await sessions.create(newSession(scope, 'a', NOW));
    for (const id of ['a', 'b']) await usedTokens.use('acme', id, NOW, NOW - 1);
    for (const id of ['a', 'b', 'c']) await signIns.create(scope, newSignIn(connection, id, NOW - 60 * MINUTE_MS));
    await signIns.create(scope, newSignIn(connection, 'd', NOW));
    const request = { accessTokenId: 1, key: 'a', requestHash: hashOf('request') };
    await idempotency.add({ ...request, now: NOW - 1, expiresAt: NOW });
  });
  const logged = Promise.withResolvers<string>();
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  const housekeeping = new Housekeeping(store, pino({ base: null, timestamp: false }, { write: logged.resolve }));

  housekeeping.start();
  t.after(() => housekeeping.stop());
  t.mock.timers.tick(SOON_MS);

  assert.deepEqual(JSON.parse(await logged.promise), {
    level: 30,
    sessions: 1,
    usedTokens: 2,
    signIns: 3,
    outbox: 0,
    listeners: 0,
    signingKeys: 0,
    idempotencyKeys: 1,
    drafts: 0,
    connections: 1,
    msg: 'deleted what had expired',
  });
  assert.ok(await store.signIns.findByToken(hashOf('d')));
});

/** Housekeeping whose deletions end when the test says so. */
function heldHousekeeping(t: TestContext) {
  const deletions: PromiseWithResolvers<number>[] = [];
  const write = () => {
    const deletion = Promise.withResolvers<number>();
    deletions.push(deletion);
    return deletion.promise;
  };
  const lines: string[] = [];
  t.mock.timers.enable({ apis: ['setTimeout', 'Date'], now: NOW });
  const log = pino({ base: null, timestamp: false }, { write: (line) => lines.push(line) });
  const housekeeping = new Housekeeping({ write: write as Store['write'] }, log);
  housekeeping.start();
  t.after(() => housekeeping.stop());
  return { housekeeping, deletions, lines };
}

test('a second run waits until the first one has ended, and ten minutes more', async (t) => {
  const { deletions, lines } = heldHousekeeping(t);

  t.mock.timers.tick(SOON_MS);
  t.mock.timers.tick(30 * MINUTE_MS);
  assert.equal(deletions.length, 1);
  await waitUntil(() => {
    for (const deletion of deletions) deletion.resolve(0);
    return lines.length === 1;
  });
  const ofFirstRun = deletions.length;
  t.mock.timers.tick(10 * MINUTE_MS - 1);
  assert.equal(deletions.length, ofFirstRun);
  t.mock.timers.tick(1);
  assert.equal(deletions.length, ofFirstRun + 1);
});

test('a stop ends a run between two deletions, without a word', async (t) => {
  const { housekeeping, deletions, lines } = heldHousekeeping(t);

  t.mock.timers.tick(SOON_MS);
  housekeeping.stop();
  deletions[0]?.resolve(DELETE_BATCH_SIZE);
  await nextTurn();
  await nextTurn();
  t.mock.timers.tick(30 * MINUTE_MS);

  assert.equal(deletions.length, 1);
  assert.deepEqual(lines, []);
});
