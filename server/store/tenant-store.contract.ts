import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { OpenStore } from './store.contract.ts';
import { NOW, ensureTenant } from './testing/seed-store.ts';

/** Contract of the port for tenants. */
export function tenantStoreContract(open: OpenStore): void {
  describe('tenants', () => {
    test('a hundred concurrent calls for the same tenant create one tenant', async (t) => {
      const store = await open();
      t.after(() => store.close());

      const ensured = await Promise.all(
        Array.from({ length: 100 }, (_, index) =>
          store.write(({ tenants }) => tenants.ensure('acme', '42', NOW + index)),
        ),
      );

      assert.equal(new Set(ensured.map(({ id }) => id)).size, 1);
      assert.equal(ensured[99]?.createdAt, ensured[0]?.createdAt);
    });

    test('work that depends on "none yet" inside one tenant happens once', async (t) => {
      const store = await open();
      t.after(() => store.close());

      await Promise.all(
        Array.from({ length: 20 }, () =>
          store.write(async ({ tenants, connections }) => {
            const { id } = await tenants.ensure('acme', '42', NOW);
            const scope = { organization: 'acme', tenantId: id };
            if ((await connections.list(scope, { connector: 'gwt' })).length > 0) return;
            await connections.create(scope, { connector: 'gwt', userKey: null, name: 'GWT', now: NOW });
          }),
        ),
      );

      assert.equal((await store.connections.listOrganization('acme', { afterId: 0, limit: 10 })).length, 1);
    });

    test('a tenant is found by its id and by its key', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { tenantId } = await ensureTenant(store, 'acme', '42');

      const expected = { id: tenantId, organization: 'acme', key: '42', name: null, createdAt: NOW };
      assert.deepEqual(await store.tenants.find('acme', tenantId), expected);
      assert.deepEqual(await store.tenants.findByKey('acme', '42'), expected);
    });

    test('a tenant can be renamed, by its own organization only', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { tenantId } = await ensureTenant(store, 'acme', '42');

      await store.write(({ tenants }) => tenants.rename('acme', tenantId, 'Contoso'));
      await store.write(({ tenants }) => tenants.rename('globex', tenantId, 'Fabrikam'));

      assert.equal((await store.tenants.findByKey('acme', '42'))?.name, 'Contoso');
      const { name } = await store.write(({ tenants }) => tenants.ensure('acme', '42', NOW));
      assert.equal(name, 'Contoso');
    });

    test('the same key in two organizations is two tenants', async (t) => {
      const store = await open();
      t.after(() => store.close());

      const acme = await ensureTenant(store, 'acme', '42');
      const globex = await ensureTenant(store, 'globex', '42');

      assert.notEqual(acme.tenantId, globex.tenantId);
    });

    test('keys are compared byte for byte', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const keys = ['a', 'A', 'a ', ' a', 'ä', 'a\u0308', 'Ä', 'ß', 'ss', '1', '01', '1.0', '1e0', 'ı', 'i', '🙂'];

      const ids = new Set<number>();
      for (const key of keys) ids.add((await ensureTenant(store, 'acme', key)).tenantId);

      assert.equal(ids.size, keys.length);
      for (const key of keys) assert.equal((await store.tenants.findByKey('acme', key))?.key, key);
    });

    test('each kind of row has its own ids, which are positive integers', async (t) => {
      const store = await open();
      t.after(() => store.close());

      const { tenantId } = await ensureTenant(store, 'acme', '42');

      assert.ok(Number.isSafeInteger(tenantId) && tenantId > 0);
    });
  });
}
