import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ConflictError } from '../errors.ts';
import type { OpenStore } from './store.contract.ts';
import type { ConnectionChange } from './connection-store.ts';
import type { TenantScope } from './tenant-store.ts';
import { createConnection, hashOf, NOW, ensureTenant } from './testing/seed-store.ts';

/** Contract of the port for connections, within one tenant. */
export function connectionStoreContract(open: OpenStore): void {
  describe('connections', () => {
    test('a new one is disconnected, unverified and has no credentials', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');

      const connection = await createConnection(store, scope, { connector: 'gwt', userKey: 'ann', name: 'My GWT' });

      assert.deepEqual(connection, {
        ...scope,
        id: connection.id,
        userKey: 'ann',
        connector: 'gwt',
        name: 'My GWT',
        status: 'disconnected',
        verified: false,
        account: null,
        problem: null,
        revision: 1,
        createdAt: NOW,
        updatedAt: NOW,
        statusChangedAt: NOW,
        connectedAt: null,
        expiresAt: null,
        refreshAt: null,
        refreshFailures: 0,
        fence: 0,
        verifyAt: null,
        verifyRefusals: 0,
        deleteAfter: null,
        hostManaged: false,
        externalRef: null,
      });
      assert.deepEqual(await store.connections.find(scope, connection.id), connection);
      assert.equal(await store.connections.credentials(scope, connection.id), undefined);
    });

    test('ids are safe integers that are never reused after a deletion', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const ids: number[] = [];
      for (let round = 0; round < 5; round++) {
        const { id } = await createConnection(store, scope);
        ids.push(id);
        assert.equal(await store.write(({ connections }) => connections.delete(scope, id)), true);
      }

      assert.equal(new Set(ids).size, 5);
      assert.ok(ids.every((id) => Number.isSafeInteger(id) && id > 0));
    });

    const changes: readonly ConnectionChange[] = [
      { name: 'Other' },
      { status: 'connected' },
      { verified: true },
      { account: 'ann@example.com' },
      { problem: { code: 'invalid_credentials', providerMessage: 'No.' } },
      { problem: { code: 'provider_unavailable' } },
      { connectedAt: NOW + 5 },
      { expiresAt: NOW + 5 },
      { refreshAt: NOW + 5 },
      { refreshFailures: 3 },
      { verifyAt: NOW + 5 },
      { verifyRefusals: 1 },
    ];
    for (const change of changes) {
      test(`a change of ${Object.keys(change).join()} changes only that, the revision and the time`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await ensureTenant(store, 'acme', '42');
        const connection = await createConnection(store, scope);

        const changed = await store.write(({ connections }) => connections.change(connection, change, NOW + 9));

        const statusChangedAt = change.status === undefined ? NOW : NOW + 9;
        assert.deepEqual(changed, { ...connection, ...change, revision: 2, updatedAt: NOW + 9, statusChangedAt });
        assert.deepEqual(await store.connections.find(scope, connection.id), changed);
      });
    }

    test('a change and the end of a lease that keep the status keep the time of its last change', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const created = await createConnection(store, scope);

      const times = await store.write(async ({ connections, connectionLeases }) => {
        const same = await connections.change(created, { status: 'disconnected' }, NOW + 1);
        const connected = await connections.change(same!, { status: 'connected' }, NOW + 2);
        const first = await connectionLeases.acquire(connected!, NOW + 3);
        const kept = await connectionLeases.finish(first!, { status: 'connected', refreshFailures: 1 }, NOW + 3);
        const second = await connectionLeases.acquire(kept!, NOW + 4);
        const refused = await connectionLeases.finish(second!, { status: 'needs_reauth' }, NOW + 4);
        return [same, connected, kept, refused].map((connection) => connection?.statusChangedAt);
      });

      assert.deepEqual(times, [NOW, NOW + 2, NOW + 2, NOW + 4]);
    });

    test('a change can remove what an earlier change has set', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);
      const full: ConnectionChange = {
        verified: true,
        account: 'ann',
        problem: { code: 'invalid_credentials', providerMessage: 'No.' },
        credentials: hashOf('credentials'),
        connectedAt: NOW,
        expiresAt: NOW,
        refreshAt: NOW,
        refreshFailures: 3,
        verifyAt: NOW,
        verifyRefusals: 1,
      };
      const empty: ConnectionChange = {
        verified: false,
        account: null,
        problem: null,
        credentials: null,
        connectedAt: null,
        expiresAt: null,
        refreshAt: null,
        refreshFailures: 0,
        verifyAt: null,
        verifyRefusals: 0,
      };

      const filled = await store.write(({ connections }) => connections.change(connection, full, NOW));
      assert.deepEqual(await store.connections.credentials(scope, connection.id), hashOf('credentials'));
      const emptied = await store.write(({ connections }) => connections.change(filled!, empty, NOW));

      assert.deepEqual(emptied, { ...connection, revision: 3, fence: 2 });
      assert.equal(await store.connections.credentials(scope, connection.id), undefined);
    });

    test('only `credentials` returns credentials', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);

      const changed = await store.write(({ connections }) =>
        connections.change(connection, { credentials: hashOf('credentials') }, NOW),
      );

      for (const answer of [changed, ...(await store.connections.list(scope, {}))]) {
        assert.ok(answer && !('credentials' in answer));
      }
    });

    test('of many changes with the same revision only one succeeds', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);

      const results = await Promise.all(
        Array.from({ length: 20 }, (_, index) =>
          store.write(({ connections }) => connections.change(connection, { name: `name ${index}` }, NOW)),
        ),
      );

      const [winner, ...others] = results.filter((result) => result !== undefined);
      assert.deepEqual(others, []);
      assert.deepEqual(await store.connections.find(scope, connection.id), winner);
    });

    test('a change of a deleted connection does nothing', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);
      await store.write(({ connections }) => connections.delete(scope, connection.id));

      const changed = await store.write(({ connections }) => connections.change(connection, { name: 'x' }, NOW));

      assert.equal(changed, undefined);
      assert.equal(await store.connections.find(scope, connection.id), undefined);
    });

    test('a connection is deleted once, with its credentials', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const { id } = await createConnection(store, scope);

      assert.equal(await store.write(({ connections }) => connections.delete(scope, id)), true);
      assert.equal(await store.write(({ connections }) => connections.delete(scope, id)), false);
      assert.equal(await store.connections.credentials(scope, id), undefined);
    });

    test('a list has the connections of the requested connector and user, oldest first', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const shared = await createConnection(store, scope, { connector: 'gwt' });
      const own = await createConnection(store, scope, { connector: 'gwt', userKey: 'ann' });
      const other = await createConnection(store, scope, { connector: 'hubspot', userKey: 'bob' });

      const rows = [
        [{}, [shared, own, other]],
        [{ connector: 'gwt' }, [shared, own]],
        [{ connector: 'gwt', userKey: null }, [shared]],
        [{ connector: 'gwt', userKey: 'ann' }, [own]],
        [{ userKey: 'bob' }, [other]],
        [{ userKey: 'Ann' }, []],
        [{ connector: 'absent' }, []],
      ] as const;
      for (const [filter, expected] of rows) {
        assert.deepEqual(await store.connections.list(scope, filter), expected, JSON.stringify(filter));
      }
    });

    test('credentials for an account are found in any tenant, and for an unknown account only in the same tenant', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const here = await ensureTenant(store, 'acme', '1');
      const there = await ensureTenant(store, 'acme', '2');
      const give = async (scope: typeof here, connector: string, account: string | null) => {
        const created = await createConnection(store, scope, { connector });
        const credentials = new Uint8Array([1]);
        await store.write(({ connections }) => connections.change(created, { account, credentials }, NOW));
      };
      await give(there, 'mail', 'ada');
      await give(here, 'calendar', 'bob');
      await give(there, 'files', null);
      await createConnection(store, here, { connector: 'sheets' });

      const rows = [
        [here, ['mail'], 'ada', true],
        [here, ['calendar', 'mail'], 'ada', true],
        [here, ['calendar'], 'ada', false],
        [here, ['mail'], 'eve', false],
        [here, ['calendar'], null, true],
        [there, ['calendar'], null, false],
        [here, ['files'], 'ada', false],
        [there, ['files'], 'ada', true],
        [here, ['sheets'], null, false],
        [here, [], 'ada', false],
      ] as const;
      for (const [{ organization, tenantId }, connectors, account, expected] of rows) {
        const found = await store.connections.hasCredentialsFor(organization, { connectors, account, tenantId });
        assert.equal(found, expected, JSON.stringify({ tenantId, connectors, account }));
      }
      assert.equal(
        await store.connections.hasCredentialsFor('globex', { connectors: ['mail'], account: 'ada', tenantId: 0 }),
        false,
      );
    });

    test('an organization is listed page by page, each connection once, filters applied', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const first = await ensureTenant(store, 'acme', '1');
      const second = await ensureTenant(store, 'acme', '2');
      await createConnection(store, await ensureTenant(store, 'globex', '1'));
      const a = await createConnection(store, first, { connector: 'gwt' });
      const b = await createConnection(store, second, { connector: 'gwt' });
      const created = await createConnection(store, first, { connector: 'hubspot' });
      const c = await store.write(({ connections }) => connections.change(created, { status: 'connected' }, NOW));

      const { connections } = store;
      const page = await connections.listOrganization('acme', { afterId: 0, limit: 2 });
      assert.deepEqual(page, [a, b]);
      assert.deepEqual(await connections.listOrganization('acme', { afterId: b.id, limit: 2 }), [c]);
      const rows = [
        [{ tenantId: first.tenantId }, [a, c]],
        [{ connector: 'gwt' }, [a, b]],
        [{ status: 'connected' }, [c]],
        [{ tenantId: second.tenantId, connector: 'gwt', status: 'disconnected' }, [b]],
        [{ tenantId: second.tenantId, status: 'connected' }, []],
      ] as const;
      for (const [filter, expected] of rows) {
        const listed = await connections.listOrganization('acme', { ...filter, afterId: 0, limit: 10 });
        assert.deepEqual(listed, expected, JSON.stringify(filter));
      }
      assert.deepEqual(await connections.findInOrganization('acme', a.id), a);
    });

    test('what has changed is listed by time and id, page by page, filters applied', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '1');
      await createConnection(store, await ensureTenant(store, 'globex', '1'));
      const a = await createConnection(store, scope, { connector: 'gwt' });
      const b = await createConnection(store, scope, { connector: 'gwt' });
      const c = await createConnection(store, await ensureTenant(store, 'acme', '2'));
      const changed = await store.write(({ connections }) => connections.change(a, { status: 'error' }, NOW + 5));

      const { connections } = store;
      const start = { updatedAt: NOW, id: 0 };
      assert.deepEqual(await connections.listUpdated('acme', { after: start, limit: 2 }), [b, c]);
      assert.deepEqual(await connections.listUpdated('acme', { after: c, limit: 2 }), [changed]);
      assert.deepEqual(await connections.listUpdated('acme', { after: changed!, limit: 2 }), []);
      const rows = [
        [{ tenantId: scope.tenantId }, [b, changed]],
        [{ connector: 'gwt' }, [b, changed]],
        [{ status: 'error' }, [changed]],
      ] as const;
      for (const [filter, expected] of rows) {
        const listed = await connections.listUpdated('acme', { ...filter, after: start, limit: 10 });
        assert.deepEqual(listed, expected, JSON.stringify(filter));
      }
    });

    test('a reference belongs to one connection of a tenant', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '1');
      const create = (owner: TenantScope) =>
        store.write(({ connections }) => connections.create(owner, { ...NEW_CONNECTION, externalRef: 'crm-7' }));
      const connection = await create(scope);
      const other = await ensureTenant(store, 'acme', '2');

      assert.deepEqual(await store.connections.findByExternalRef(scope, 'crm-7'), connection);
      assert.equal(await store.connections.findByExternalRef(other, 'crm-7'), undefined);
      await assert.rejects(create(scope));
      assert.notEqual((await create(other)).id, connection.id);
    });

    test('a chosen id is higher than every earlier id, and the next ids continue from it', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '1');
      const create = (id?: number) =>
        store.write(({ connections }) =>
          connections.create(scope, { ...NEW_CONNECTION, ...(id !== undefined && { id }) }),
        );

      assert.equal((await create(700)).id, 700);
      assert.equal((await create()).id, 701);
      for (const id of [700, 701, 5]) await assert.rejects(create(id), ConflictError);
      assert.equal((await create()).id, 702);
    });

    test('the credentials can be read together with the connection', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '1');
      const created = await createConnection(store, scope);

      assert.deepEqual(await store.connections.findWithCredentials(scope, created.id), {
        ...{ connection: created, sealed: undefined },
      });
      const sealed = hashOf('credentials');
      const connection = await store.write(({ connections }) =>
        connections.change(created, { credentials: sealed }, NOW),
      );
      assert.deepEqual(await store.connections.findWithCredentials(scope, created.id), { connection, sealed });
    });
  });
}

const NEW_CONNECTION = { connector: 'hubspot', userKey: null, name: 'Sales', now: NOW };
