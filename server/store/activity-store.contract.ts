import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { Activity, ActivityQuery, HistoryQuery } from './activity-store.ts';
import type { OpenStore } from './store.contract.ts';
import type { TenantScope } from './tenant-store.ts';
import { ensureTenant, NOW } from './testing/seed-store.ts';

function activityOf(scope: TenantScope, at: number, changes: Partial<Activity> = {}): Activity {
  return {
    ...scope,
    type: 'connection.connected',
    connectionId: null,
    installationId: null,
    actor: null,
    detail: {},
    at,
    ...changes,
  };
}

/** Contract of the port for activity. Tenants are covered by the contract of scopes. */
export function activityStoreContract(open: OpenStore): void {
  describe('activity of an organization', () => {
    test('is listed newest first, with its tenant, and filtered', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const a = await ensureTenant(store, 'acme', 'a');
      const b = await ensureTenant(store, 'acme', 'b');
      const other = await ensureTenant(store, 'globex', 'a');
      const actor = { id: 'access token 1', name: 'back end' };
      await store.write(async ({ activity, tenants }) => {
        await tenants.rename('acme', b.tenantId, 'Bee');
        await activity.add(activityOf(a, NOW, { connectionId: 7, detail: { code: 'x' } }));
        await activity.add(activityOf(other, NOW + 1));
        await activity.add(activityOf(b, NOW + 1, { actor, type: 'connection.renamed', connectionId: 7 }));
        await activity.add(activityOf(a, NOW + 2));
      });
      const list = (query: Partial<ActivityQuery>) => store.activity.listOrganization('acme', { limit: 10, ...query });

      const [third, second, first, ...more] = await list({});
      assert.ok(first && second && third && more.length === 0);
      const stored = activityOf(b, NOW + 1, { actor, type: 'connection.renamed', connectionId: 7 });
      assert.deepEqual(second, { ...stored, id: second.id, tenant: { key: 'b', name: 'Bee' } });
      assert.deepEqual([first.tenant, first.detail], [{ key: 'a', name: null }, { code: 'x' }]);

      for (const [query, expected] of [
        [{ limit: 2 }, [third, second]],
        [{ beforeId: third.id, limit: 1 }, [second]],
        [{ beforeId: first.id }, []],
        [{ tenantIds: [b.tenantId] }, [second]],
        [{ tenantIds: [a.tenantId, b.tenantId, other.tenantId] }, [third, second, first]],
        [{ tenantIds: [] }, []],
        [{ types: ['connection.renamed', 'connection.deleted'] }, [second]],
        [{ connectionId: 7 }, [second, first]],
        [{ since: NOW + 1 }, [third, second]],
        [{ since: NOW + 1, tenantIds: [a.tenantId] }, [third]],
        [{ since: NOW + 3 }, []],
        [{ since: NOW }, [third, second, first]],
      ] as const) {
        assert.deepEqual(await list(query), expected, JSON.stringify(query));
      }
    });

    test('is found by its time, also where the clock was set back', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', 'a');
      await store.write(async ({ activity }) => {
        await activity.add(activityOf(scope, NOW));
        await activity.add(activityOf(scope, NOW - 3_600_000));
        await activity.add(activityOf(scope, NOW + 1));
      });
      const found = await store.activity.listOrganization('acme', { since: NOW - 1000, limit: 10 });
      assert.deepEqual(
        found.map(({ at }) => at),
        [NOW + 1, NOW],
      );
    });
  });

  describe('the history of one installation or connection', () => {
    test('has its activity, newest first, without what programs do many times a day', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', 'a');
      const neighbour = await ensureTenant(store, 'acme', 'b');
      await store.write(async ({ activity }) => {
        await activity.add(activityOf(scope, NOW, { connectionId: 7 }));
        await activity.add(activityOf(scope, NOW + 1, { type: 'installation.created', installationId: 7 }));
        await activity.add(activityOf(scope, NOW + 2, { type: 'installation.triggered', installationId: 7 }));
        await activity.add(activityOf(scope, NOW + 3, { type: 'connection.credentials_read', connectionId: 7 }));
        await activity.add(activityOf(scope, NOW + 4, { type: 'connection.renamed', connectionId: 7 }));
        await activity.add(activityOf(scope, NOW + 5, { connectionId: 8 }));
        await activity.add(activityOf(neighbour, NOW + 6, { connectionId: 7 }));
      });
      const list = (query: HistoryQuery) => store.activity.listHistory(scope, query);
      const subject = { connectionId: 7 };

      const [second, first, ...more] = await list({ subject, limit: 10 });
      assert.ok(first && second && more.length === 0);
      assert.deepEqual(first, { ...activityOf(scope, NOW, { connectionId: 7 }), id: first.id });
      assert.equal(second.type, 'connection.renamed');
      assert.deepEqual(await list({ subject, limit: 1 }), [second]);
      assert.deepEqual(await list({ subject, limit: 10, beforeId: second.id }), [first]);
      const ofInstallation = await list({ subject: { installationId: 7 }, limit: 10 });
      assert.deepEqual(
        ofInstallation.map(({ type }) => type),
        ['installation.created'],
      );
    });
  });
}
