import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { deleteExpired } from './delete-expired.ts';
import type { OpenStore } from './store.contract.ts';
import { DELETE_BATCH_SIZE } from './session-store.ts';
import { type Store } from './store.ts';
import { createConnection, hashOf, newDraft, newSignIn, newSession, NOW, ensureTenant } from './testing/seed-store.ts';

const HOUR_MS = 60 * 60 * 1000;

function use(store: Store, tokenId: string, expiresAt: number, now: number): Promise<boolean> {
  return store.write(({ usedTokens }) => usedTokens.use('acme', tokenId, expiresAt, now));
}

/** Contract of the ports for sessions, used tokens and sign-ins, which expire. */
export function expiringStoresContract(open: OpenStore): void {
  describe('sessions', () => {
    test('are found until the millisecond before they expire', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const session = { ...scope, tokenHash: hashOf('a'), context: '{"x":"ü"}', createdAt: NOW, expiresAt: NOW + 100 };
      await store.write(({ sessions }) => sessions.create({ ...session, embedTokenHash: hashOf('token') }));

      assert.deepEqual(await store.sessions.find(hashOf('a'), NOW + 99), session);
      assert.equal(await store.sessions.find(hashOf('a'), NOW + 100), undefined);
      assert.equal(await store.sessions.find(hashOf('b'), NOW), undefined);
    });

    test('can be extended; extending an unknown one does nothing', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      await store.write(async ({ sessions }) => {
        await sessions.create(newSession(scope, 'a', NOW + 100));
        await sessions.extend(hashOf('a'), NOW + 200);
        await sessions.extend(hashOf('b'), NOW + 200);
      });

      assert.equal((await store.sessions.find(hashOf('a'), NOW + 199))?.expiresAt, NOW + 200);
      assert.equal(await store.sessions.find(hashOf('b'), NOW), undefined);
    });

    test('are deleted and counted if they have expired', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      await store.write(async ({ sessions }) => {
        for (const after of [-1, 0, 1]) {
          await sessions.create(newSession(scope, `${after}`, NOW + after));
        }
      });

      assert.equal(await store.write(({ sessions }) => sessions.deleteExpired(NOW)), 2);
      assert.equal(await store.sessions.find(hashOf('-1'), 0), undefined);
      assert.ok(await store.sessions.find(hashOf('1'), NOW));
    });
  });

  test('a session can get another context, and others keep theirs', async (t) => {
    const store = await open();
    t.after(() => store.close());
    const scope = await ensureTenant(store, 'acme', '42');
    await store.write(async ({ sessions }) => {
      for (const bearer of ['a', 'b']) await sessions.create(newSession(scope, bearer));
      await sessions.setContext(hashOf('a'), '{"changed":true}');
      await sessions.setContext(hashOf('unknown'), '{"changed":true}');
    });
    const contextOf = async (bearer: string) => (await store.sessions.find(hashOf(bearer), NOW))?.context;
    assert.equal(await contextOf('a'), '{"changed":true}');
    assert.notEqual(await contextOf('b'), '{"changed":true}');
    assert.equal(await contextOf('unknown'), undefined);
  });

  describe('the sessions of one token', () => {
    test('are ended, oldest first, down to the limit', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const embedTokenHash = hashOf('token');
      await store.write(async ({ sessions }) => {
        for (const age of [2, 3, 1]) await sessions.create({ ...newSession(scope, `${age}`), createdAt: NOW - age });
        await sessions.create({ ...newSession(scope, 'of another'), embedTokenHash: hashOf('another'), createdAt: 0 });
        await sessions.create({ ...newSession(scope, 'of one use'), embedTokenHash: null, createdAt: 0 });
        await sessions.create({ ...newSession(scope, 'over', NOW), createdAt: NOW });
        await sessions.evictOldest(scope, { embedTokenHash, limit: 2, now: NOW });
      });

      const isLive = async (bearer: string) => (await store.sessions.find(hashOf(bearer), NOW)) !== undefined;
      assert.equal(await isLive('3'), false);
      for (const bearer of ['1', '2', 'of another', 'of one use']) assert.equal(await isLive(bearer), true, bearer);

      await store.write(({ sessions }) => sessions.evictOldest(scope, { embedTokenHash, limit: 0, now: NOW }));
      assert.deepEqual([await isLive('1'), await isLive('2'), await isLive('of another')], [false, false, true]);
    });
  });

  describe('used tokens', () => {
    test('accept exactly one of a hundred concurrent uses', async (t) => {
      const store = await open();
      t.after(() => store.close());

      const results = await Promise.all(Array.from({ length: 100 }, () => use(store, 'jti', NOW + 100, NOW)));

      assert.equal(results.filter((first) => first).length, 1);
    });

    test('can be used again once they have expired', async (t) => {
      const store = await open();
      t.after(() => store.close());

      assert.equal(await use(store, 'jti', NOW + 100, NOW), true);
      assert.equal(await use(store, 'jti', NOW + 900, NOW + 99), false);
      assert.equal(await use(store, 'jti', NOW + 200, NOW + 100), true);
      assert.equal(await use(store, 'jti', NOW + 900, NOW + 199), false);
    });

    test('are compared byte for byte, at any length', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const long = 'x'.repeat(8000);

      for (const id of ['a', 'A', 'a ', long, `${long}x`]) assert.equal(await use(store, id, NOW + 1, NOW), true, id);
      for (const id of ['a', long]) assert.equal(await use(store, id, NOW + 1, NOW), false, id);
    });

    test('are deleted and counted if they have expired', async (t) => {
      const store = await open();
      t.after(() => store.close());
      for (const after of [1, 2, 3]) await use(store, `${after}`, NOW + after, NOW);

      assert.equal(await store.write(({ usedTokens }) => usedTokens.deleteExpired(NOW + 2)), 2);
      assert.equal(await use(store, '3', NOW + 9, NOW + 2), false);
    });
  });

  describe('sign-ins', () => {
    test('are deleted and counted if they expired before a time, and others are still found by their link', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);
      await store.write(async ({ signIns }) => {
        for (const after of [-1, 0, 1]) await signIns.create(scope, newSignIn(connection, `${after}`, NOW + after));
      });

      assert.equal(await store.write(({ signIns }) => signIns.deleteExpired(NOW)), 1);
      assert.equal(await store.signIns.findByToken(hashOf('-1')), undefined);
      assert.ok(await store.signIns.findByToken(hashOf('0')));
      assert.ok(await store.signIns.findByToken(hashOf('1')));
    });

    test('are kept for an hour after they have expired', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);
      await store.write(({ signIns }) => signIns.create(scope, newSignIn(connection, 'a', NOW)));

      assert.equal((await deleteExpired(store, NOW + HOUR_MS)).signIns, 0);
      assert.equal((await deleteExpired(store, NOW + HOUR_MS + 1)).signIns, 1);
    });
  });

  test('drafts of installations are kept for 30 days after they were last saved', async (t) => {
    const store = await open();
    t.after(() => store.close());
    const scope = await ensureTenant(store, 'acme', '42');
    await store.write(({ installationDrafts }) => installationDrafts.save(newDraft(scope)));

    assert.equal((await deleteExpired(store, NOW + 30 * 24 * HOUR_MS)).drafts, 0);
    assert.equal((await deleteExpired(store, NOW + 30 * 24 * HOUR_MS + 1)).drafts, 1);
    assert.equal(await store.installationDrafts.find(scope, newDraft(scope)), undefined);
  });

  test('expired rows are deleted in batches until none is left', async (t) => {
    const store = await open();
    t.after(() => store.close());
    const count = DELETE_BATCH_SIZE + 1;
    const scope = await ensureTenant(store, 'acme', '42');
    const connection = await createConnection(store, scope);
    await store.write(async ({ sessions, usedTokens, signIns, idempotency, installationDrafts }) => {
      const request = { accessTokenId: 1, requestHash: hashOf('request'), now: NOW - 1, expiresAt: NOW };
      for (let index = 0; index < count; index++) {
        await sessions.create(newSession(scope, `${index}`, NOW));
        await usedTokens.use('acme', `${index}`, NOW, NOW - 1);
        await signIns.create(scope, newSignIn(connection, `${index}`, NOW - HOUR_MS - 1));
        await idempotency.add({ ...request, key: `${index}` });
        await installationDrafts.save(newDraft(scope, { userKey: `${index}`, updatedAt: NOW - 30 * 24 * HOUR_MS - 1 }));
      }
    });

    assert.equal(await store.write(({ sessions }) => sessions.deleteExpired(NOW)), DELETE_BATCH_SIZE);
    assert.deepEqual(await deleteExpired(store, NOW), {
      sessions: 1,
      usedTokens: count,
      signIns: count,
      outbox: 0,
      listeners: 0,
      signingKeys: 0,
      idempotencyKeys: count,
      drafts: count,
    });
    assert.deepEqual(await deleteExpired(store, NOW), {
      sessions: 0,
      usedTokens: 0,
      signIns: 0,
      outbox: 0,
      listeners: 0,
      signingKeys: 0,
      idempotencyKeys: 0,
      drafts: 0,
    });
  });
}
