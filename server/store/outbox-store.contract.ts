import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { DELETE_BATCH_SIZE } from './session-store.ts';
import type { OpenStore } from './store.contract.ts';
import type { Store, Stores } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { ensureTenant, newOutboxEvent, NOW } from './testing/seed-store.ts';

const everything = { afterSequence: 0, limit: 1000 };

function add({ outbox }: Pick<Stores, 'outbox'>, scope: TenantScope, id: string, createdAt = NOW): Promise<void> {
  return outbox.add(
    scope,
    { ...newOutboxEvent(id, createdAt), userKey: 'ann' },
    ({ sequence, tenantKey }) => `${id} ${sequence} ${tenantKey}`,
  );
}

async function subscribe(store: Store, scope: TenantScope, userKey: string | null, events: readonly string[]) {
  await store.write(async ({ installations, webhookEndpoints }) => {
    const installation = await installations.create(scope, {
      ...{ userKey, integration: 'sync', settings: '{}', schedule: '0 * * * *', now: NOW },
    });
    const url = 'https://hooks.example.com/';
    await webhookEndpoints.create(scope, { installationId: installation.id, url, events, now: NOW });
  });
}

/** Contract of the port for events that wait to be sent. */
export function outboxStoreContract(open: OpenStore): void {
  describe('the outbox', () => {
    test('stores the body unchanged, and due immediately', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');

      await store.write((stores) => add(stores, scope, 'evt_1'));

      assert.deepEqual(await store.outbox.list('acme', everything), [
        {
          ...scope,
          ...{ id: 'evt_1', type: 'connection.connected', userKey: 'ann', sequence: 1, bodyVersion: 1 },
          ...{ body: 'evt_1 1 42', createdAt: NOW, nextAttemptAt: NOW },
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

    const wanted: readonly {
      readonly title: string;
      readonly webhook: { readonly userKey: string | null; readonly events: readonly string[] };
      readonly userKey: string | null;
      readonly expected: boolean;
    }[] = [
      { title: 'its type', webhook: { userKey: null, events: ['connection.deleted'] }, userKey: null, expected: true },
      { title: 'every type', webhook: { userKey: null, events: ['a.b', '*'] }, userKey: null, expected: true },
      { title: 'another type', webhook: { userKey: null, events: ['connection.d'] }, userKey: null, expected: false },
      { title: 'its type, for its user', webhook: { userKey: 'ann', events: ['*'] }, userKey: 'ann', expected: true },
      { title: 'what the tenant shares', webhook: { userKey: 'ann', events: ['*'] }, userKey: null, expected: true },
      { title: 'another user’s events', webhook: { userKey: 'bob', events: ['*'] }, userKey: 'ann', expected: false },
      { title: 'no user’s events', webhook: { userKey: null, events: ['*'] }, userKey: 'ann', expected: false },
    ];
    for (const { title, webhook, userKey, expected } of wanted) {
      test(`${expected ? 'wants' : 'does not want'} an event when a webhook subscribes to ${title}`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await ensureTenant(store, 'acme', '42');
        assert.equal(await store.outbox.isWanted(scope, { type: 'connection.deleted', userKey }), false);

        await subscribe(store, scope, webhook.userKey, webhook.events);

        assert.equal(await store.outbox.isWanted(scope, { type: 'connection.deleted', userKey }), expected);
      });
    }
  });
}
