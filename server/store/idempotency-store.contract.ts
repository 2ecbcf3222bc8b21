import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { OpenStore } from './store.contract.ts';
import type { Store } from './store.ts';
import { hashOf, NOW } from './testing/seed-store.ts';

function add(store: Store, { accessTokenId = 1, key = 'a', hash = 'request', now = NOW, expiresAt = NOW + 2 } = {}) {
  return store.write(({ idempotency }) =>
    idempotency.add({ accessTokenId, key, requestHash: hashOf(hash), now, expiresAt }),
  );
}

/** Contract of the port for requests with an `Idempotency-Key`. */
export function idempotencyStoreContract(open: OpenStore): void {
  describe('requests with an Idempotency-Key', () => {
    test('are found by access token and key until they expire', async (t) => {
      const store = await open();
      t.after(() => store.close());
      await add(store);

      const stored = { accessTokenId: 1, key: 'a', requestHash: hashOf('request'), response: null, expiresAt: NOW + 2 };
      assert.deepEqual(await store.idempotency.find(1, 'a', NOW + 1), stored);
      for (const [accessTokenId, key, now] of [
        [1, 'a', NOW + 2],
        [1, 'A', NOW],
        [2, 'a', NOW],
      ] as const) {
        assert.equal(await store.idempotency.find(accessTokenId, key, now), undefined);
      }
    });

    test('are added once until they expire, and then replaced without the earlier answer', async (t) => {
      const store = await open();
      t.after(() => store.close());
      await add(store);
      await store.write(({ idempotency }) => idempotency.setResponse(1, 'a', hashOf('answer')));
      await add(store, { accessTokenId: 2 });

      await assert.rejects(add(store, { now: NOW + 1 }));
      assert.deepEqual((await store.idempotency.find(1, 'a', NOW))?.response, hashOf('answer'));
      await add(store, { hash: 'another', now: NOW + 2, expiresAt: NOW + 9 });
      const replaced = await store.idempotency.find(1, 'a', NOW + 2);
      assert.deepEqual([replaced?.requestHash, replaced?.response], [hashOf('another'), null]);
    });

    test('get their answer, and are forgotten, one at a time', async (t) => {
      const store = await open();
      t.after(() => store.close());
      for (const accessTokenId of [1, 2]) await add(store, { accessTokenId });
      await store.write(({ idempotency }) => idempotency.setResponse(1, 'a', hashOf('answer')));
      assert.equal((await store.idempotency.find(2, 'a', NOW))?.response, null);

      await store.write(({ idempotency }) => idempotency.delete(1, 'a'));
      assert.equal(await store.idempotency.find(1, 'a', NOW), undefined);
      assert.ok(await store.idempotency.find(2, 'a', NOW));
    });

    test('are deleted and counted if they have expired', async (t) => {
      const store = await open();
      t.after(() => store.close());
      for (const after of [1, 2, 3]) await add(store, { key: `${after}`, expiresAt: NOW + after });

      assert.equal(await store.write(({ idempotency }) => idempotency.deleteExpired(NOW + 2)), 2);
      assert.ok(await store.idempotency.find(1, '3', NOW + 2));
    });
  });
}
