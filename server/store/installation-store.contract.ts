import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { NotFoundError } from '../errors.ts';
import type { OpenStore } from './store.contract.ts';
import type { Activity } from './activity-store.ts';
import type { Store } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { seedTenant, hashOf, NOW, ensureTenant } from './testing/seed-store.ts';

function install(store: Store, scope: TenantScope, integration: string, userKey: string | null = null) {
  return store.write(({ installations }) =>
    installations.create(scope, { userKey, integration, settings: '{"a":1}', schedule: '0 * * * *', now: NOW }),
  );
}

/** Contract of the ports for installations and activity, within one tenant. */
export function installationStoreContract(open: OpenStore): void {
  describe('installations', () => {
    test('a new one is found by its integration, is not paused, and has no capability', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');

      const installation = await install(store, scope, 'sync', 'ann');

      assert.deepEqual(installation, {
        ...scope,
        id: installation.id,
        userKey: 'ann',
        integration: 'sync',
        settings: '{"a":1}',
        schedule: '0 * * * *',
        paused: false,
        capability: null,
        createdAt: NOW,
        updatedAt: NOW,
      });
      assert.deepEqual(await store.installations.findByIntegration(scope, 'sync', 'ann'), installation);
    });

    test("the tenant's and each user's installation of one integration are separate", async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const shared = await install(store, scope, 'sync');
      const own = await install(store, scope, 'sync', 'ann');

      const { installations } = store;
      assert.deepEqual(await installations.findByIntegration(scope, 'sync', null), shared);
      assert.deepEqual(await installations.findByIntegration(scope, 'sync', 'ann'), own);
      assert.equal(await installations.findByIntegration(scope, 'sync', 'bob'), undefined);
      assert.equal(await installations.findByIntegration(scope, 'other', null), undefined);
    });

    test('an installation is found only by the hash of its newest capability', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const installation = await install(store, scope, 'sync');
      for (const name of ['old', 'new']) {
        await store.write(({ installations }) =>
          installations.setCapability(scope, installation.id, { hash: hashOf(name), sealed: hashOf(`${name} sealed`) }),
        );
      }

      const expected = { ...installation, capability: hashOf('new sealed') };
      assert.deepEqual(await store.installations.findByCapability(hashOf('new')), expected);
      assert.equal(await store.installations.findByCapability(hashOf('old')), undefined);
    });

    test('a capability for an unknown installation is refused', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');

      await assert.rejects(
        store.write(({ installations }) =>
          installations.setCapability(scope, 999, { hash: hashOf('a'), sealed: hashOf('b') }),
        ),
        NotFoundError,
      );
    });
  });

  describe('activity', () => {
    test('is listed newest first, up to the limit', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const base = { ...scope, connectionId: null, installationId: null, actor: null, detail: {}, at: NOW };
      const added: readonly Activity[] = [
        { ...base, type: 'connection.created', connectionId: 5, actor: { id: 'ann', name: 'Ann' } },
        { ...base, type: 'connection.refused', connectionId: 5, actor: { id: 'ann' }, detail: { code: 'x', tries: 2 } },
        { ...base, type: 'installation.created', installationId: 7, detail: { own: true } },
      ];
      for (const activity of added) await store.write((stores) => stores.activity.add(activity));

      assert.deepEqual(await store.activity.list(scope, 10), added.toReversed());
      await store.write((stores) => stores.activity.addMany(added));
      assert.deepEqual(await store.activity.list(scope, 2 * added.length), [...added, ...added].toReversed());
      assert.deepEqual(await store.activity.list(scope, 2), added.toReversed().slice(0, 2));
    });

    test('is kept when its connection is deleted', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const { connection } = await seedTenant(store, scope);

      await store.write(({ connections }) => connections.delete(scope, connection.id));

      assert.equal((await store.activity.list(scope, 10))[0]?.connectionId, connection.id);
    });
  });

  test('a vault key is recorded once and never changed', async (t) => {
    const store = await open();
    t.after(() => store.close());
    await store.write(async ({ vaultKeys }) => {
      await vaultKeys.add('b1', hashOf('first'), NOW);
      await vaultKeys.add('b1', hashOf('second'), NOW);
      await vaultKeys.add('a1', hashOf('other'), NOW);
    });

    assert.deepEqual(await store.vaultKeys.list(), [
      { keyId: 'a1', checkValue: hashOf('other') },
      { keyId: 'b1', checkValue: hashOf('first') },
    ]);
  });
}
