import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { OpenStore } from './store.contract.ts';
import type { ConnectionChange, RenewalLease, StoredConnection } from './connection-store.ts';
import type { Store } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { connectionOf, hashOf, NOW, tenantOf } from './testing/fill-store.ts';

const UNTIL = NOW + 60;

/** What a renewal brings that went well. */
const RENEWED: ConnectionChange = {
  credentials: hashOf('renewed'),
  expiresAt: NOW + 900,
  renewAt: NOW + 800,
  renewalFailures: 0,
};

function change(store: Store, connection: StoredConnection, what: ConnectionChange) {
  return store.write(({ connections }) => connections.change(connection, what, NOW));
}

async function connected(store: Store, scope: TenantScope, renewAt: number | null): Promise<StoredConnection> {
  const what = { status: 'connected', credentials: hashOf('first'), renewAt } as const;
  const connection = await change(store, await connectionOf(store, scope), what);
  assert.ok(connection);
  return connection;
}

function lease(store: Store, connection: StoredConnection, { until = UNTIL, now = NOW } = {}) {
  return store.write(({ connections }) => connections.lease(connection, until, now));
}

function settle(store: Store, held: RenewalLease | undefined, what: ConnectionChange) {
  assert.ok(held);
  return store.write(({ connections }) => connections.settleLease(held, what, NOW + 5));
}

/** What holds for the right to renew credentials. */
export function renewalLeaseContract(open: OpenStore): void {
  describe('a lease', () => {
    test('is taken by exactly one of a hundred that try at once', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);

      const results = await Promise.all(Array.from({ length: 100 }, () => lease(store, connection)));

      const leases = results.filter((result) => result !== undefined);
      assert.deepEqual(leases, [{ ...scope, id: connection.id, fence: connection.fence + 1 }]);
    });

    test('changes nothing of the connection but its fence', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);

      await lease(store, connection);

      const stored = await store.connections.find(scope, connection.id);
      assert.deepEqual(stored, { ...connection, fence: connection.fence + 1 });
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('first'));
    });

    test('is refused while somebody holds it, also to those who know that, and can be had from its end on', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const first = await lease(store, connection);
      const stored = await store.connections.find(scope, connection.id);
      assert.ok(first && stored);

      assert.equal(await lease(store, stored, { now: UNTIL - 1 }), undefined);
      const second = await lease(store, stored, { until: UNTIL + 60, now: UNTIL });

      assert.equal(second?.fence, first.fence + 1);
      assert.equal(await settle(store, first, RENEWED), undefined);
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('first'));
      assert.ok(await settle(store, second, RENEWED));
    });

    test('is refused to those who read the connection before it was renewed', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const before = await connected(store, scope, NOW);
      const held = await lease(store, before);
      const meanwhile = await store.connections.find(scope, before.id);
      assert.ok(meanwhile);
      const renewed = await settle(store, held, RENEWED);
      assert.ok(renewed);

      for (const outdated of [before, meanwhile]) assert.equal(await lease(store, outdated), undefined);
      assert.ok(await lease(store, renewed));
    });

    test('of a connection that is gone is refused', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection);
      await store.write(({ connections }) => connections.delete(scope, connection.id));

      assert.equal(await lease(store, connection), undefined);
      assert.equal(await settle(store, held, RENEWED), undefined);
    });

    test('ends when it is settled, once; what it brings changes neither revision nor anything else', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection);

      const settled = await settle(store, held, RENEWED);

      assert.deepEqual(settled, {
        ...connection,
        expiresAt: NOW + 900,
        renewAt: NOW + 800,
        fence: connection.fence + 2,
        updatedAt: NOW + 5,
      });
      assert.deepEqual(await store.connections.find(scope, connection.id), settled);
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('renewed'));
      assert.equal(await settle(store, held, { credentials: null }), undefined);
      assert.ok(await lease(store, settled));
    });

    test('that brought nothing is given back as well, and what it says of the failure is kept', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection);

      const settled = await settle(store, held, { renewAt: NOW + 30, renewalFailures: 1 });

      assert.equal(settled?.renewalFailures, 1);
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('first'));
      assert.ok(await lease(store, settled));
    });

    test('settles also after its time, when nobody took it over', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection, { until: NOW + 1 });

      assert.ok(await settle(store, held, RENEWED));
    });

    const statuses = [
      { status: 'connected', raises: 0 },
      { status: 'needs_reauth', raises: 1 },
    ] as const;
    for (const { status, raises } of statuses) {
      test(`of a connected one raises the revision by ${raises} when it is settled as ${status}`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await tenantOf(store, 'acme', '42');
        const connection = await connected(store, scope, NOW);
        const held = await lease(store, connection);

        const settled = await settle(store, held, { status });

        assert.deepEqual([settled?.status, settled?.revision], [status, connection.revision + raises]);
      });
    }

    const interruptions: Readonly<Record<string, ConnectionChange>> = {
      'new credentials': { credentials: hashOf('second') },
      'a removal of the credentials': { status: 'disconnected', credentials: null, renewAt: null },
    };
    for (const [what, interruption] of Object.entries(interruptions)) {
      test(`is ended by ${what}, and what it brings is dropped`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await tenantOf(store, 'acme', '42');
        const connection = await connected(store, scope, NOW);
        const held = await lease(store, connection);

        const changed = await change(store, connection, interruption);

        assert.ok(changed);
        assert.equal(await settle(store, held, RENEWED), undefined);
        assert.deepEqual(await store.connections.find(scope, connection.id), changed);
        const credentials = await store.connections.credentials(scope, connection.id);
        assert.deepEqual(credentials, interruption.credentials ?? undefined);
        assert.ok(await lease(store, changed));
      });
    }

    test('neither disturbs a new name nor is disturbed by it', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection);

      const renamed = await change(store, connection, { name: 'During' });
      assert.equal(renamed?.name, 'During');
      assert.equal(await lease(store, renamed), undefined);
      const settled = await settle(store, held, RENEWED);
      assert.equal(settled?.name, 'During');

      assert.equal((await change(store, renamed, { name: 'After' }))?.name, 'After');
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('renewed'));
    });
  });

  describe('due for renewal', () => {
    test('are those of all organizations whose time has come, longest due first, as many as asked for', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const acme = await tenantOf(store, 'acme', '42');
      const globex = await tenantOf(store, 'globex', '42');
      const second = await connected(store, acme, NOW);
      const first = await connected(store, globex, NOW - 5);
      const third = await connected(store, acme, NOW);
      await connected(store, acme, NOW + 1);
      await connected(store, acme, null);

      assert.deepEqual(await store.connections.dueForRenewal(NOW, 10), [first, second, third]);
      assert.deepEqual(await store.connections.dueForRenewal(NOW, 2), [first, second]);
      assert.deepEqual(await store.connections.dueForRenewal(NOW - 6, 10), []);
    });

    test('are connected ones alone', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      for (const status of ['disconnected', 'pending', 'needs_reauth', 'error'] as const) {
        await change(store, await connected(store, scope, NOW), { status });
      }

      assert.deepEqual(await store.connections.dueForRenewal(NOW, 10), []);
    });

    test('are not those that somebody renews, until the lease is over or was given back', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const due = async (now: number) => (await store.connections.dueForRenewal(now, 10)).length;
      const held = await lease(store, connection);

      assert.deepEqual([await due(NOW), await due(UNTIL - 1), await due(UNTIL)], [0, 0, 1]);
      await settle(store, held, { renewAt: NOW + 30 });
      assert.deepEqual([await due(NOW), await due(NOW + 30)], [0, 1]);
    });
  });
}
