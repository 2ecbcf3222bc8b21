import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { DELETE_BATCH_SIZE } from './session-store.ts';
import type { OpenStore } from './store.contract.ts';
import type { Store, Stores } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { ensureTenant, newOutboxEvent, newWebhookEndpoint, NOW } from './testing/seed-store.ts';

const everything = { afterSequence: 0, limit: 1000 };

function add({ outbox }: Pick<Stores, 'outbox'>, scope: TenantScope, id: string, createdAt = NOW): Promise<void> {
  return outbox.add(
    scope,
    { ...newOutboxEvent(id, createdAt), userKey: 'ann' },
    ({ sequence, tenantKey, tenantName }) => `${id} ${sequence} ${tenantKey} ${tenantName ?? 'unnamed'}`,
  );
}

async function subscribe(store: Store, scope: TenantScope, tenantId: number | null, events: readonly string[]) {
  const endpoint = newWebhookEndpoint('whe_1', { organization: scope.organization, tenantId, events });
  await store.write(({ webhookEndpoints }) => webhookEndpoints.create(endpoint));
}

/** Contract of the port for events that wait to be sent. */
export function outboxStoreContract(open: OpenStore): void {
  describe('the outbox', () => {
    test('stores the body unchanged', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');

      await store.write((stores) => add(stores, scope, 'evt_1'));

      assert.deepEqual(await store.outbox.list('acme', everything), [
        {
          ...scope,
          ...{ id: 'evt_1', type: 'connection.connected', userKey: 'ann', sequence: 1, bodyVersion: 1 },
          ...{ body: 'evt_1 1 42 unnamed', createdAt: NOW },
        },
      ]);
    });

    test('numbers the events of each organization, without gaps after a rollback', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const acme = await ensureTenant(store, 'acme', '42');
      const globex = await ensureTenant(store, 'globex', '42');

      await Promise.allSettled(
        [acme, globex, acme, acme].map((scope, index) =>
          store.write(async (stores) => {
            await add(stores, scope, `evt_${index}`);
            if (index === 2) throw new Error('on purpose');
          }),
        ),
      );

      const listed = async (organization: string) =>
        (await store.outbox.list(organization, everything)).map(({ id, sequence }) => [id, sequence]);
      assert.deepEqual(await listed('acme'), [
        ['evt_0', 1],
        ['evt_3', 2],
      ]);
      assert.deepEqual(await listed('globex'), [['evt_1', 1]]);
      assert.deepEqual(
        (await store.outbox.list('acme', { afterSequence: 1, limit: 1 })).map(({ id }) => id),
        ['evt_3'],
      );
    });

    test('never reuses a number after a deletion', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      await store.write((stores) => add(stores, scope, 'evt_1'));
      await store.write(({ outbox }) => outbox.deleteCreatedBefore(NOW + 1));

      await store.write((stores) => add(stores, scope, 'evt_2'));

      assert.deepEqual(
        (await store.outbox.list('acme', everything)).map(({ sequence }) => sequence),
        [2],
      );
    });

    test('deletes events that were created before a time, in batches', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      await store.write(async (stores) => {
        for (let index = 0; index <= DELETE_BATCH_SIZE; index++) await add(stores, scope, `evt_${index}`, NOW - 1);
        await add(stores, scope, 'evt_kept', NOW);
      });
      const deleteSome = () => store.write(({ outbox }) => outbox.deleteCreatedBefore(NOW));

      assert.deepEqual([await deleteSome(), await deleteSome(), await deleteSome()], [DELETE_BATCH_SIZE, 1, 0]);
      assert.deepEqual(
        (await store.outbox.list('acme', everything)).map(({ id }) => id),
        ['evt_kept'],
      );
    });

    const cases: readonly {
      readonly title: string;
      readonly tenant: 'all' | 'own' | 'other';
      readonly events: readonly string[];
      readonly expected: boolean;
    }[] = [
      { title: 'its type, of its tenant', tenant: 'own', events: ['connection.deleted'], expected: true },
      { title: 'its type, of all tenants', tenant: 'all', events: ['a.b', 'connection.deleted'], expected: true },
      { title: 'every type', tenant: 'all', events: ['*'], expected: true },
      { title: 'another type', tenant: 'all', events: ['connection.d'], expected: false },
      { title: 'the events of another tenant', tenant: 'other', events: ['*'], expected: false },
    ];
    for (const { title, tenant, events, expected } of cases) {
      test(`${expected ? 'wants' : 'does not want'} an event when an endpoint subscribes to ${title}, and delivers likewise`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await ensureTenant(store, 'acme', '42');
        const other = await ensureTenant(store, 'acme', '43');
        const subject = { type: 'connection.deleted', userKey: 'ann' } as const;
        assert.equal(await store.outbox.isWanted(scope, subject), false);

        await subscribe(store, scope, { all: null, own: scope.tenantId, other: other.tenantId }[tenant], events);
        await store.write(({ outbox }) => outbox.add(scope, { ...newOutboxEvent('evt_1'), ...subject }, () => '{}'));

        assert.equal(await store.outbox.isWanted(scope, subject), expected);
        const endpoints = await store.webhookDeliveries.endpointsWithDue(NOW);
        assert.deepEqual(endpoints, expected ? ['whe_1'] : []);
      });
    }

    test('wants every event of an organization while it has a listener, and delivers none', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const foreign = await ensureTenant(store, 'globex', '42');
      const subject = { type: 'connection.deleted', userKey: null } as const;
      const wanted = () => Promise.all([scope, foreign].map((candidate) => store.outbox.isWanted(candidate, subject)));

      await store.write(({ outbox }) => outbox.keepListener({ id: 'a', organization: 'acme', expiresAt: NOW }));
      await store.write(({ outbox }) => outbox.keepListener({ id: 'a', organization: 'acme', expiresAt: NOW + 1 }));
      await store.write((stores) => add(stores, scope, 'evt_1'));
      await store.write(({ outbox }) => outbox.deleteExpiredListeners(NOW));

      assert.deepEqual(await wanted(), [true, false]);
      assert.deepEqual(await store.webhookDeliveries.endpointsWithDue(NOW), []);
      assert.equal(await store.outbox.lastSequence('acme'), 1);
      await store.write(({ outbox }) => outbox.removeListener('a'));
      assert.deepEqual(await wanted(), [false, false]);
    });
  });
}
