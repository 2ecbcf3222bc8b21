import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { StoredSigningKey } from './signing-key-store.ts';
import type { OpenStore } from './store.contract.ts';
import { hashOf, NOW } from './testing/seed-store.ts';

function keyOf(kid: string, publishedUntil: number | null = null): StoredSigningKey {
  const privateKey = hashOf(kid);
  return { kid, purpose: 'receipt', x: 'x', y: 'y', privateKey, createdAt: NOW, signsFrom: NOW + 1, publishedUntil };
}

/** Contract of the port for signing keys. */
export function signingKeyStoreContract(open: OpenStore): void {
  describe('signing keys', () => {
    test('are listed in the order in which they were added', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const keys = [keyOf('a'), keyOf('b', NOW + 2)];
      await store.write(async ({ signingKeys }) => {
        for (const key of keys) await signingKeys.add(key);
      });

      assert.deepEqual(await store.signingKeys.list('receipt'), keys);
    });

    test('have unique ids', async (t) => {
      const store = await open();
      t.after(() => store.close());
      await store.write(({ signingKeys }) => signingKeys.add(keyOf('a')));

      await assert.rejects(store.write(({ signingKeys }) => signingKeys.add(keyOf('a'))));
    });

    test('keep an earlier time when they are retired again', async (t) => {
      const store = await open();
      t.after(() => store.close());
      await store.write(async ({ signingKeys }) => {
        for (const key of [keyOf('a'), keyOf('b', NOW + 4), keyOf('c', NOW + 6)]) await signingKeys.add(key);
        await signingKeys.retireAll('receipt', NOW + 5);
      });

      const until = (await store.signingKeys.list('receipt')).map(({ publishedUntil }) => publishedUntil);
      assert.deepEqual(until, [NOW + 5, NOW + 4, NOW + 5]);
    });

    test('are deleted once they are withdrawn', async (t) => {
      const store = await open();
      t.after(() => store.close());
      await store.write(async ({ signingKeys }) => {
        for (const key of [keyOf('a', NOW), keyOf('b', NOW + 1), keyOf('c')]) await signingKeys.add(key);
      });

      assert.equal(await store.write(({ signingKeys }) => signingKeys.deleteExpired(NOW)), 1);
      assert.deepEqual(
        (await store.signingKeys.list('receipt')).map(({ kid }) => kid),
        ['b', 'c'],
      );
    });
  });
}
