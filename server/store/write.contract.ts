import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { StorageUnavailableError } from '../errors.ts';
import type { OpenStore } from './store.contract.ts';
import type { Stores } from './store.ts';
import {
  createConnection,
  seedTenant,
  hashOf,
  newSignIn,
  newSession,
  NOW,
  ensureTenant,
} from './testing/seed-store.ts';

/** Contract of every write. */
export function writeContract(open: OpenStore): void {
  describe('a write', () => {
    test('resolves to the result of its work, and readers see the change at once', async (t) => {
      const store = await open();
      t.after(() => store.close());

      const tenant = await store.write(({ tenants }) => tenants.ensure('acme', '42', NOW));

      assert.deepEqual(await store.tenants.find('acme', tenant.id), tenant);
    });

    test('stores nothing if its work rejects, and rejects with the same error', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const failure = new Error('on purpose');

      const written = store.write(async (stores) => {
        const { id } = await stores.tenants.ensure('acme', '42', NOW);
        const scope = { organization: 'acme', tenantId: id };
        await stores.connections.create(scope, { connector: 'gwt', userKey: null, name: 'GWT', now: NOW });
        assert.equal(await stores.usedTokens.use('acme', 'jti', NOW + 1, NOW), true);
        throw failure;
      });

      await assert.rejects(written, failure);
      assert.equal(await store.tenants.findByKey('acme', '42'), undefined);
      assert.deepEqual(await store.connections.listOrganization('acme', { afterId: 0, limit: 10 }), []);
      assert.equal(await store.write(({ usedTokens }) => usedTokens.use('acme', 'jti', NOW + 1, NOW)), true);
    });

    test('rejects if its work throws synchronously', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const failure = new Error('on purpose');

      await assert.rejects(
        store.write(() => {
          throw failure;
        }),
        failure,
      );
    });

    test('sees its own changes', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');

      const listed = await store.write(async ({ connections }) => {
        await connections.create(scope, { connector: 'gwt', userKey: null, name: 'GWT', now: NOW });
        return connections.list(scope, {});
      });

      assert.equal(listed.length, 1);
    });

    test('sees the changes of all earlier writes', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);

      await Promise.all(
        Array.from({ length: 50 }, () =>
          store.write(async ({ connections }) => {
            const stored = await connections.find(scope, connection.id);
            assert.ok(stored);
            assert.ok(await connections.change(stored, { name: `${stored.name}+` }, NOW));
          }),
        ),
      );

      const stored = await store.connections.find(scope, connection.id);
      assert.equal(stored?.revision, connection.revision + 50);
      assert.equal(stored.name, connection.name + '+'.repeat(50));
    });

    test('has ports that fail after it has ended', async (t) => {
      const store = await open();
      t.after(() => store.close());
      let kept: Stores | undefined;
      await store.write((stores) => {
        kept = stores;
        return Promise.resolve();
      });

      await assert.rejects(kept!.tenants.ensure('acme', '42', NOW), TypeError);
      assert.equal(await store.tenants.findByKey('acme', '42'), undefined);
    });
  });

  test('the ports of the store itself refuse to write', async (t) => {
    const store = await open();
    t.after(() => store.close());
    const scope = await ensureTenant(store, 'acme', '42');
    const { connection, signIn, installation, endpoint } = await seedTenant(store, scope);
    const bytes = hashOf('any');

    const writes: readonly (() => Promise<unknown>)[] = [
      () => store.tenants.ensure('acme', '43', NOW),
      () => store.connections.create(scope, { connector: 'gwt', userKey: null, name: 'GWT', now: NOW }),
      () => store.connections.change(connection, { name: 'changed' }, NOW),
      () => store.connections.delete(scope, connection.id),
      () => store.connectionLeases.acquire(connection, NOW),
      () => store.connectionLeases.finish(connection, { name: 'changed' }, NOW),
      () => store.signIns.create(scope, newSignIn(connection, 'new')),
      () => store.signIns.change(signIn, { status: 'cancelled' }, NOW),
      () => store.signIns.deleteExpired(NOW),
      () => store.sessions.create(newSession(scope, 'a')),
      () => store.sessions.extend(bytes, NOW),
      () => store.sessions.setContext(bytes, '{}'),
      () => store.sessions.deleteExpired(NOW),
      () => store.usedTokens.use('acme', 'jti', NOW, NOW),
      () => store.usedTokens.deleteExpired(NOW),
      () => store.installations.setCapability(scope, installation.id, { hash: bytes, sealed: bytes }),
      () => store.webhookEndpoints.create({ ...endpoint, id: 'whe_new' }),
      () => store.webhookEndpoints.change('acme', endpoint.id, { url: 'https://hooks.example.com/' }, NOW),
      () => store.webhookEndpoints.delete('acme', endpoint.id),
      () => store.webhookDeliveries.take({ id: 1, fence: 0 }, { now: NOW, leaseUntil: NOW }),
      () => store.outbox.keepListener({ id: 'any', organization: 'acme', expiresAt: NOW }),
      () => store.vaultKeys.add('00', bytes, NOW),
      () => store.signingKeys.retireAll('receipt', NOW),
      () => store.signingKeys.deleteExpired(NOW),
    ];
    for (const write of writes) await assert.rejects(write, TypeError, write.toString());
  });

  test('a closed store refuses reads and writes as unavailable, and can be closed again', async () => {
    const store = await open();
    const before = store.write(({ tenants }) => tenants.ensure('acme', '42', NOW));
    await Promise.all([store.close(), store.close()]);
    await store.close();

    assert.equal((await before).key, '42');
    await assert.rejects(store.check(), StorageUnavailableError);
    await assert.rejects(store.tenants.find('acme', 1), StorageUnavailableError);
    await assert.rejects(
      store.write(({ tenants }) => tenants.ensure('acme', '42', NOW)),
      StorageUnavailableError,
    );
  });

  test('the check of an open store succeeds', async (t) => {
    const store = await open();
    t.after(() => store.close());

    await store.check();
  });
}
