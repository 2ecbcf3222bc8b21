import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { OpenStore } from './store.contract.ts';
import { NOW, ensureTenant, hashOf, seedTenant } from './testing/seed-store.ts';

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

      const expected = { id: tenantId, organization: 'acme', key: '42', name: null, createdAt: NOW, revision: 1 };
      assert.deepEqual(await store.tenants.find('acme', tenantId), expected);
      assert.deepEqual(await store.tenants.findByKey('acme', '42'), expected);
    });

    test('a tenant can be renamed, by its own organization only', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { tenantId } = await ensureTenant(store, 'acme', '42');

      await store.write(({ tenants }) => tenants.rename('acme', tenantId, 'Contoso'));
      await store.write(({ tenants }) => tenants.rename('globex', tenantId, 'Fabrikam'));

      const renamed = await store.tenants.findByKey('acme', '42');
      assert.deepEqual([renamed?.name, renamed?.revision], ['Contoso', 2]);
      const { name } = await store.write(({ tenants }) => tenants.ensure('acme', '42', NOW));
      assert.equal(name, 'Contoso');
    });

    test('tenants are listed by id, from a cursor, and by key and time of creation', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const ids: number[] = [];
      for (const [index, key] of ['c', 'a', 'b'].entries()) {
        ids.push((await store.write(({ tenants }) => tenants.ensure('acme', key, NOW + index))).id);
      }
      await ensureTenant(store, 'globex', 'a');
      const list = async (query: object) =>
        (await store.tenants.list('acme', { afterId: 0, limit: 10, ...query })).map(({ key }) => key);

      assert.deepEqual(await list({}), ['c', 'a', 'b']);
      assert.deepEqual(await list({ afterId: ids[0], limit: 1 }), ['a']);
      assert.deepEqual(await list({ keys: ['b', 'c', 'd'] }), ['c', 'b']);
      assert.deepEqual(await list({ keys: [] }), []);
      assert.deepEqual(await list({ createdSince: NOW + 1 }), ['a', 'b']);
    });

    test('a deleted tenant leaves nothing but its activity and its events, and its id is not used again', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      await seedTenant(store, scope);
      const endpoint = { tenantId: scope.tenantId, url: 'https://hooks.example.com/', events: ['*'] };
      await store.write(({ webhookEndpoints }) =>
        webhookEndpoints.create({
          ...{ ...endpoint, id: 'of the tenant', organization: 'acme', secret: hashOf('secret') },
          ...{ previousSecret: null, createdAt: NOW, updatedAt: NOW },
        }),
      );

      assert.equal(await store.write(({ tenants }) => tenants.delete('acme', scope.tenantId)), true);
      assert.equal(await store.write(({ tenants }) => tenants.delete('acme', scope.tenantId)), false);

      assert.deepEqual(await store.connections.list(scope, {}), []);
      assert.deepEqual(await store.installations.list(scope, 10), []);
      assert.equal(await store.webhookEndpoints.find('acme', 'of the tenant'), undefined);
      assert.equal(await store.signOuts.last(scope, 'ann'), undefined);
      assert.equal(await store.sessions.find(hashOf(`session:${scope.tenantId}`), NOW), undefined);
      assert.equal((await store.activity.list(scope, 10)).length, 1);
      assert.equal((await store.outbox.list('acme', { afterSequence: 0, limit: 10 })).length, 1);
      assert.ok((await ensureTenant(store, 'acme', '42')).tenantId > scope.tenantId);
    });

    test('its activity can be made anonymous, in parts', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const row = { ...scope, type: 'tenant.renamed', connectionId: 7, installationId: null, at: NOW } as const;
      await store.write(async ({ activity }) => {
        for (const id of ['ann', 'bob', 'eve']) {
          await activity.add({ ...row, actor: { id, name: id }, detail: { connector: 'gwt' } });
        }
      });

      const anonymize = (afterId: number) =>
        store.write(({ activity }) => activity.anonymize(scope, { afterId, limit: 2 }));
      const second = await anonymize(0);
      assert.ok(second !== undefined);
      const actors = async () => (await store.activity.list(scope, 10)).map(({ actor }) => actor?.id);
      assert.deepEqual(await actors(), ['eve', undefined, undefined]);
      const third = await anonymize(second);
      assert.ok(third !== undefined && third > second);
      assert.equal(await anonymize(third), undefined);
      const expected = { ...row, actor: null, detail: {} };
      assert.deepEqual(await store.activity.list(scope, 10), [expected, expected, expected]);
    });

    test('the last sign-out of everybody or of a user is found, whichever was later', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const record = (userKey: string | null, at: number) =>
        store.write(({ signOuts }) => signOuts.record(scope, userKey, at));
      const last = () => Promise.all(['ann', 'bob', null].map((userKey) => store.signOuts.last(scope, userKey)));

      assert.deepEqual(await last(), [undefined, undefined, undefined]);
      await record('ann', NOW);
      assert.deepEqual(await last(), [NOW, undefined, undefined]);
      await record(null, NOW - 5);
      assert.deepEqual(await last(), [NOW, NOW - 5, NOW - 5]);
      await record('ann', NOW - 9);
      assert.equal((await last())[0], NOW);
      await record(null, NOW + 5);
      assert.deepEqual(await last(), [NOW + 5, NOW + 5, NOW + 5]);
    });

    test('a newer key of a vendor replaces the one before it, after a time', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const key = { organization: 'acme', vendorId: 'we1', publicKey: 'PEM' };
      const add = (fingerprint: string, now: number) =>
        store.write(({ vendorKeys }) => vendorKeys.add({ ...key, fingerprint }, { now, previousUntil: now + 100 }));
      const accepted = async (now: number) =>
        (await store.vendorKeys.list('acme', 'we1', now))
          .map(({ fingerprint }) => fingerprint)
          .toSorted()
          .join('');

      await add('a', NOW);
      await add('a', NOW + 1);
      assert.equal(await accepted(NOW + 1000), 'a');
      await add('b', NOW + 1000);
      assert.deepEqual([await accepted(NOW + 1099), await accepted(NOW + 1100)], ['ab', 'b']);
      await add('a', NOW + 1050);
      assert.deepEqual([await accepted(NOW + 1149), await accepted(NOW + 1150)], ['ab', 'a']);
      assert.deepEqual(await store.vendorKeys.list('acme', 'we2', NOW), []);
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
