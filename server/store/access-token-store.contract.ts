import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { NewAccessToken } from './access-token-store.ts';
import type { OpenStore } from './store.contract.ts';
import { hashOf, NOW } from './testing/seed-store.ts';

function newToken(name: string, changes: Partial<NewAccessToken> = {}): NewAccessToken {
  return {
    organization: 'acme',
    name,
    type: 'api',
    scopes: ['read', 'webhooks'],
    tenants: null,
    tokenHash: hashOf(name),
    hint: 'abcd',
    createdAt: NOW,
    expiresAt: null,
    ...changes,
  };
}

/** Contract of the port for access tokens. */
export function accessTokenStoreContract(open: OpenStore): void {
  describe('access tokens', () => {
    test('are found by their hash with all that was stored, and listed by organization', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const restricted = newToken('b', { tenants: ['42', 'é'], expiresAt: NOW + 1 });
      const [a, b, c] = await store.write(async ({ accessTokens }) => [
        await accessTokens.create(newToken('a')),
        await accessTokens.create(restricted),
        await accessTokens.create(newToken('c', { organization: 'globex', type: 'embed', scopes: [] })),
      ]);

      assert.deepEqual(b, { ...restricted, id: b.id, lastUsedAt: null, revokedAt: null });
      assert.equal(new Set([a.id, b.id, c.id]).size, 3);
      assert.deepEqual(await store.accessTokens.findByHash(hashOf('b')), b);
      assert.equal(await store.accessTokens.findByHash(hashOf('none')), undefined);
      assert.deepEqual(await store.accessTokens.list('acme'), [a, b]);
      assert.deepEqual(await store.accessTokens.list('globex'), [c]);
    });

    test('are found by id within their organization only, also when they are revoked', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { id } = await store.write(({ accessTokens }) => accessTokens.create(newToken('a')));

      assert.equal(await store.accessTokens.find('globex', id), undefined);
      assert.equal(await store.accessTokens.find('acme', id + 1), undefined);
      assert.deepEqual(await store.accessTokens.find('acme', id), await store.accessTokens.findByHash(hashOf('a')));
      await store.write(({ accessTokens }) => accessTokens.revoke('acme', id, NOW + 1));
      assert.equal((await store.accessTokens.find('acme', id))?.revokedAt, NOW + 1);
    });

    test('have unique hashes', async (t) => {
      const store = await open();
      t.after(() => store.close());
      await store.write(({ accessTokens }) => accessTokens.create(newToken('a')));

      await assert.rejects(
        store.write(({ accessTokens }) => accessTokens.create(newToken('b', { tokenHash: hashOf('a') }))),
      );
    });

    test('are revoked by their organization only, and keep the time of the first call', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { id } = await store.write(({ accessTokens }) => accessTokens.create(newToken('a')));
      const revoke = (organization: string, now: number) =>
        store.write(({ accessTokens }) => accessTokens.revoke(organization, id, now));

      assert.equal(await revoke('globex', NOW + 1), undefined);
      assert.equal((await store.accessTokens.findByHash(hashOf('a')))?.revokedAt, null);
      assert.equal((await revoke('acme', NOW + 2))?.revokedAt, NOW + 2);
      assert.equal((await revoke('acme', NOW + 3))?.revokedAt, NOW + 2);
    });

    test('keep the time of the latest use', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { id } = await store.write(({ accessTokens }) => accessTokens.create(newToken('a')));

      for (const usedAt of [NOW + 2, NOW + 1]) {
        await store.write(({ accessTokens }) => accessTokens.recordUse(id, usedAt));
        assert.equal((await store.accessTokens.findByHash(hashOf('a')))?.lastUsedAt, NOW + 2);
      }
    });
  });
}
