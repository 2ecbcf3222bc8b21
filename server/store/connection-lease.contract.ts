import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { OpenStore } from './store.contract.ts';
import { CLOCK_TOLERANCE_MS, type ConnectionLease, type DueQuery, LEASE_MS } from './connection-lease-store.ts';
import type { ConnectionChange, StoredConnection } from './connection-store.ts';
import type { Store } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { createConnection, hashOf, NOW, ensureTenant } from './testing/seed-store.ts';

const DAY_MS = 24 * 60 * 60 * 1000;
const UNTIL = NOW + LEASE_MS;

const BOTH: DueQuery['connectors'] = [
  { organization: 'acme', connector: 'hubspot' },
  { organization: 'globex', connector: 'hubspot' },
];

/** The result of a successful refresh. */
const REFRESHED: ConnectionChange = {
  credentials: hashOf('renewed'),
  expiresAt: NOW + 900,
  refreshAt: NOW + 800,
  refreshFailures: 0,
};

function change(store: Store, connection: StoredConnection, what: ConnectionChange, now = NOW) {
  return store.write(({ connections }) => connections.change(connection, what, now));
}

interface Connected {
  readonly connector?: string;
  readonly writtenAt?: number;
  readonly change?: ConnectionChange;
}

async function connected(
  store: Store,
  scope: TenantScope,
  refreshAt: number | null,
  { connector = 'hubspot', writtenAt = NOW, change: more = {} }: Connected = {},
): Promise<StoredConnection> {
  const what = { status: 'connected', credentials: hashOf('first'), refreshAt, ...more } as const;
  const connection = await change(store, await createConnection(store, scope, { connector }), what, writtenAt);
  assert.ok(connection);
  return connection;
}

function lease(store: Store, connection: StoredConnection, now = NOW) {
  return store.write(({ connectionLeases }) => connectionLeases.acquire(connection, now));
}

function dueForRefresh(store: Store, query: Partial<DueQuery> = {}) {
  return store.connectionLeases.dueForRefresh({ now: NOW, connectors: BOTH, limit: 10, ...query });
}

function dueForVerification(store: Store, query: Partial<DueQuery> = {}) {
  return store.connectionLeases.dueForVerification({
    now: NOW,
    connectors: BOTH,
    limit: 10,
    latest: NOW + 100,
    ...query,
  });
}

function settle(store: Store, held: ConnectionLease | undefined, what: ConnectionChange) {
  assert.ok(held);
  return store.write(({ connectionLeases }) => connectionLeases.finish(held, what, NOW + 5));
}

/** Contract of the lease that allows a process to refresh credentials. */
export function connectionLeaseContract(open: OpenStore): void {
  describe('a lease', () => {
    test('is acquired by exactly one of a hundred concurrent attempts', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);

      const results = await Promise.all(Array.from({ length: 100 }, () => lease(store, connection)));

      const leases = results.filter((result) => result !== undefined);
      assert.deepEqual(leases, [{ ...scope, id: connection.id, fence: connection.fence + 1 }]);
    });

    test('changes only the fence of the connection', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);

      await lease(store, connection);

      const stored = await store.connections.find(scope, connection.id);
      assert.deepEqual(stored, { ...connection, fence: connection.fence + 1 });
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('first'));
    });

    test('is refused while another process holds it, and is available once it has expired', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const first = await lease(store, connection);
      const stored = await store.connections.find(scope, connection.id);
      assert.ok(first && stored);

      assert.equal(await lease(store, stored, UNTIL - 1), undefined);
      const second = await lease(store, stored, UNTIL);

      assert.equal(second?.fence, first.fence + 1);
      assert.equal(await settle(store, first, REFRESHED), undefined);
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('first'));
      assert.ok(await settle(store, second, REFRESHED));
    });

    test('is refused to a process that has read the connection before a refresh', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const before = await connected(store, scope, NOW);
      const held = await lease(store, before);
      const meanwhile = await store.connections.find(scope, before.id);
      assert.ok(meanwhile);
      const refreshed = await settle(store, held, REFRESHED);
      assert.ok(refreshed);

      for (const outdated of [before, meanwhile]) assert.equal(await lease(store, outdated), undefined);
      assert.ok(await lease(store, refreshed));
    });

    test('of a deleted connection is refused', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection);
      await store.write(({ connections }) => connections.delete(scope, connection.id));

      assert.equal(await lease(store, connection), undefined);
      assert.equal(await settle(store, held, REFRESHED), undefined);
    });

    test('can be finished once, and its result changes neither the revision nor other fields', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection);

      const settled = await settle(store, held, REFRESHED);

      assert.deepEqual(settled, {
        ...connection,
        expiresAt: NOW + 900,
        refreshAt: NOW + 800,
        fence: connection.fence + 2,
        updatedAt: NOW + 5,
      });
      assert.deepEqual(await store.connections.find(scope, connection.id), settled);
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('renewed'));
      assert.equal(await settle(store, held, { credentials: null }), undefined);
      assert.ok(await lease(store, settled));
    });

    test('is also returned after a failure, with the reason stored', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection);

      const settled = await settle(store, held, { refreshAt: NOW + 30, refreshFailures: 1 });

      assert.equal(settled?.refreshFailures, 1);
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('first'));
      assert.ok(await lease(store, settled));
    });

    test('can be finished after it has expired if no other process has acquired it', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection, NOW - LEASE_MS);

      assert.ok(await settle(store, held, REFRESHED));
    });

    test('that lasts longer than a lease can was acquired while the clock was ahead, and is ignored', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW, { change: { verifyAt: NOW } });
      await lease(store, connection, NOW + DAY_MS);
      const stored = await store.connections.find(scope, connection.id);
      assert.ok(stored);

      assert.deepEqual(await dueForRefresh(store), [stored]);
      assert.ok(await lease(store, stored));
    });

    const statuses = [
      { status: 'connected', raises: 0 },
      { status: 'needs_reauth', raises: 1 },
    ] as const;
    for (const { status, raises } of statuses) {
      test(`of a connected connection raises the revision by ${raises} when it is finished as ${status}`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await ensureTenant(store, 'acme', '42');
        const connection = await connected(store, scope, NOW);
        const held = await lease(store, connection);

        const settled = await settle(store, held, { status });

        assert.deepEqual([settled?.status, settled?.revision], [status, connection.revision + raises]);
      });
    }

    const interruptions: Readonly<Record<string, ConnectionChange>> = {
      'new credentials': { credentials: hashOf('second') },
      'a removal of the credentials': { status: 'disconnected', credentials: null, refreshAt: null },
    };
    for (const [what, interruption] of Object.entries(interruptions)) {
      test(`is ended by ${what}, and its result is discarded`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await ensureTenant(store, 'acme', '42');
        const connection = await connected(store, scope, NOW);
        const held = await lease(store, connection);

        const changed = await change(store, connection, interruption);

        assert.ok(changed);
        assert.equal(await settle(store, held, REFRESHED), undefined);
        assert.deepEqual(await store.connections.find(scope, connection.id), changed);
        const credentials = await store.connections.credentials(scope, connection.id);
        assert.deepEqual(credentials, interruption.credentials ?? undefined);
        assert.ok(await lease(store, changed));
      });
    }

    test('does not prevent a rename, and a rename does not end it', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const held = await lease(store, connection);

      const renamed = await change(store, connection, { name: 'During' });
      assert.equal(renamed?.name, 'During');
      assert.equal(await lease(store, renamed), undefined);
      const settled = await settle(store, held, REFRESHED);
      assert.equal(settled?.name, 'During');

      assert.equal((await change(store, renamed, { name: 'After' }))?.name, 'After');
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('renewed'));
    });
  });

  describe('due for refresh', () => {
    test('are the due connections of all organizations, longest due first, limited per connector', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const acme = await ensureTenant(store, 'acme', '42');
      const globex = await ensureTenant(store, 'globex', '42');
      const second = await connected(store, acme, NOW);
      const first = await connected(store, globex, NOW - 5);
      const third = await connected(store, acme, NOW);
      await connected(store, acme, NOW + 1);
      await connected(store, acme, null);

      assert.deepEqual(
        (await dueForRefresh(store)).map(({ id }) => id),
        [first.id, second.id, third.id],
      );
      assert.deepEqual(await dueForRefresh(store, { limit: 1 }), [first, second]);
      assert.deepEqual(await dueForRefresh(store, { now: NOW - 6 }), []);
    });

    test('are only connected connections', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      for (const status of ['disconnected', 'needs_reauth', 'error'] as const) {
        await change(store, await connected(store, scope, NOW), { status });
      }

      assert.deepEqual(await dueForRefresh(store), []);
    });

    test('exclude leased connections until the lease has expired or was returned', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await connected(store, scope, NOW);
      const due = async (now: number) => (await dueForRefresh(store, { now })).length;
      const held = await lease(store, connection);

      assert.deepEqual([await due(NOW), await due(UNTIL - 1), await due(UNTIL)], [0, 0, 1]);
      await settle(store, held, { refreshAt: NOW + 30 });
      assert.deepEqual([await due(NOW), await due(NOW + 30)], [0, 1]);
    });

    test('are those of the requested connectors, and a backlog of one connector hides none of another', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      for (let count = 0; count < 30; count += 1) await connected(store, scope, NOW - 9, { connector: 'dead' });
      const healthy = await connected(store, scope, NOW, { connector: 'healthy' });
      const connectors = ['dead', 'healthy'].map((connector) => ({ organization: 'acme', connector }));

      const due = await dueForRefresh(store, { connectors, limit: 4 });

      assert.deepEqual(
        due.map(({ connector }) => connector),
        [...Array<string>(4).fill('dead'), 'healthy'],
      );
      assert.deepEqual(await dueForRefresh(store, { connectors: connectors.slice(1) }), [healthy]);
      assert.deepEqual(await dueForRefresh(store, { connectors: [] }), []);
    });

    test('include those written while the clock was ahead, except tokens that cannot be refreshed', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const refreshAt = NOW + DAY_MS + 30;
      const ahead = await connected(store, scope, refreshAt, { writtenAt: NOW + DAY_MS });
      await connected(store, scope, refreshAt, { writtenAt: NOW + CLOCK_TOLERANCE_MS });
      await connected(store, scope, refreshAt, { writtenAt: NOW + DAY_MS, change: { expiresAt: refreshAt } });
      await connected(store, scope, null, { writtenAt: NOW + DAY_MS });

      assert.deepEqual(await dueForRefresh(store), [ahead]);
      await settle(store, await lease(store, ahead), { refreshAt: NOW + 30 });
      assert.deepEqual(await dueForRefresh(store), []);
    });
  });

  describe('due for verification', () => {
    test('are the due connected connections, longest due first', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const second = await connected(store, scope, null, { change: { verifyAt: NOW } });
      const first = await connected(store, scope, NOW + 1, { change: { verifyAt: NOW - 1 } });
      await connected(store, scope, null, { change: { verifyAt: NOW + 1 } });
      await connected(store, scope, null);
      await connected(store, scope, null, { change: { verifyAt: NOW, status: 'needs_reauth' } });

      assert.deepEqual(await dueForVerification(store), [first, second]);
      await lease(store, first);
      assert.deepEqual(await dueForVerification(store), [second]);
    });

    test('exclude those that are due for refresh, or whose last refresh failed', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      await connected(store, scope, NOW, { change: { verifyAt: NOW } });
      await connected(store, scope, NOW + 1, { change: { verifyAt: NOW, refreshFailures: 1 } });

      assert.deepEqual(await dueForVerification(store), []);
    });

    test('include those whose time is later than the latest possible time', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const ahead = await connected(store, scope, null, { change: { verifyAt: NOW + 101 } });
      await connected(store, scope, null, { change: { verifyAt: NOW + 100 } });

      assert.deepEqual(await dueForVerification(store), [ahead]);
    });
  });
}
