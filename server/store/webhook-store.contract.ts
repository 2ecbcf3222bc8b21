import assert from 'node:assert/strict';
import { describe, test, type TestContext } from 'node:test';

import type { OpenStore } from './store.contract.ts';
import type { WebhookAttemptResult } from './webhook-delivery-store.ts';
import { ensureTenant, hashOf, newOutboxEvent, newWebhookEndpoint, NOW } from './testing/seed-store.ts';

const LEASE_MS = 30_000;
const lease = { now: NOW, leaseUntil: NOW + LEASE_MS };

/** Contract of the ports for webhook endpoints and deliveries. */
export function webhookStoreContract(open: OpenStore): void {
  async function start(t: TestContext, events = 1) {
    const store = await open();
    t.after(() => store.close());
    const scope = await ensureTenant(store, 'acme', '42');
    const endpoint = newWebhookEndpoint('whe_1');
    await store.write(async ({ webhookEndpoints, outbox }) => {
      await webhookEndpoints.create(endpoint);
      for (let index = 1; index <= events; index += 1) {
        await outbox.add(scope, newOutboxEvent(`evt_${index}`), () => `body ${index}`);
      }
    });
    const due = (now = NOW, limit = 10) => store.webhookDeliveries.due('whe_1', { now, limit });
    const take = async (index = 0, at = lease) => {
      const delivery = (await due(at.now))[index];
      assert.ok(delivery);
      const fence = await store.write(({ webhookDeliveries }) => webhookDeliveries.take(delivery, at));
      assert.ok(fence !== undefined);
      return { ...delivery, fence };
    };
    return { store, scope, endpoint, due, take };
  }

  const succeeded: WebhookAttemptResult = {
    ...{ status: 'succeeded', nextAttemptAt: null, lastAttemptAt: NOW + 1, statusCode: 204, durationMs: 12 },
    error: null,
  };

  describe('webhook endpoints', () => {
    test('are stored with all their values, changed, and deleted', async (t) => {
      const { store, endpoint } = await start(t);
      assert.deepEqual(await store.webhookEndpoints.find('acme', 'whe_1'), endpoint);
      const previousSecret = { sealed: hashOf('secret'), until: NOW + 5 };
      const change = { events: ['connection.deleted'], secret: hashOf('new'), previousSecret };

      const changed = await store.write(({ webhookEndpoints }) =>
        webhookEndpoints.change('acme', 'whe_1', change, NOW + 1),
      );

      assert.deepEqual(changed, { ...endpoint, ...change, updatedAt: NOW + 1 });
      assert.deepEqual(await store.webhookEndpoints.list('acme'), [changed]);
      const again = await store.write(({ webhookEndpoints }) => webhookEndpoints.change('acme', 'whe_1', {}, NOW + 1));
      assert.equal(again?.updatedAt, NOW + 2, 'two changes at one time have different versions');
      const remove = () => store.write(({ webhookEndpoints }) => webhookEndpoints.delete('acme', 'whe_1'));
      assert.deepEqual([await remove(), await remove()], [true, false]);
      assert.deepEqual(await store.webhookEndpoints.list('acme'), []);
    });

    test('receive nothing while they are disabled, also those of the configuration', async (t) => {
      const { store, scope } = await start(t, 0);
      const disabled = { endpointId: 'whe_1', reason: 'No.', disabledAt: NOW };
      const isWanted = () => store.outbox.isWanted(scope, newOutboxEvent('evt_1'));

      await store.write(({ webhookEndpoints }) => webhookEndpoints.disable('acme', disabled));
      await store.write(({ webhookEndpoints }) =>
        webhookEndpoints.disable('acme', { ...disabled, reason: 'Later.', disabledAt: NOW + 1 }),
      );

      assert.deepEqual(await store.webhookEndpoints.listDisabled('acme'), [disabled]);
      assert.equal(await isWanted(), false);
      await store.write(({ outbox }) => outbox.add(scope, newOutboxEvent('evt_1'), () => '{}'));
      assert.deepEqual(await store.webhookDeliveries.endpointsWithDue(NOW), []);
      await store.write(({ webhookEndpoints }) => webhookEndpoints.enable('acme', 'whe_1'));
      assert.equal(await isWanted(), true);
    });
  });

  describe('a delivery', () => {
    test('is due immediately, with the body of its event', async (t) => {
      const { due } = await start(t);
      const [delivery] = await due();
      assert.deepEqual(delivery, {
        ...{ id: delivery?.id, organization: 'acme', endpointId: 'whe_1', eventId: 'evt_1', status: 'pending' },
        ...{ eventType: 'connection.connected', attempts: 0, nextAttemptAt: NOW, fence: 0, createdAt: NOW },
        ...{ lastAttemptAt: null, statusCode: null, durationMs: null, error: null, body: 'body 1' },
      });
    });

    test('is taken by one of several processes, and is due again when the lease ends', async (t) => {
      const { store, due } = await start(t);
      const [delivery] = await due();
      assert.ok(delivery);
      const take = (now: number, fence = 0) =>
        store.write(({ webhookDeliveries }) =>
          webhookDeliveries.take({ ...delivery, fence }, { now, leaseUntil: now + LEASE_MS }),
        );

      assert.deepEqual(await Promise.all([take(NOW), take(NOW), take(NOW)]), [1, undefined, undefined]);
      assert.deepEqual(await due(), []);
      assert.deepEqual(await store.webhookDeliveries.endpointsWithDue(NOW), []);
      assert.equal(await take(NOW, 1), undefined);
      assert.equal((await due(NOW + LEASE_MS))[0]?.attempts, 1);
      assert.equal(await take(NOW + LEASE_MS, 1), 2);
    });

    test('keeps the result of the process that has the lease, and of no other', async (t) => {
      const { store, take } = await start(t);
      const first = await take();
      const second = await take(0, { now: NOW + LEASE_MS, leaseUntil: NOW + 2 * LEASE_MS });
      const finish = (fence: number) =>
        store.write(({ webhookDeliveries }) => webhookDeliveries.finish({ id: first.id, fence }, succeeded));

      assert.equal(await finish(first.fence), false);
      assert.equal((await store.webhookDeliveries.find('acme', first.id))?.status, 'pending');
      assert.equal(await finish(second.fence), true);
      const { body, ...expected } = { ...second, ...succeeded, attempts: 2 };
      assert.equal(body, 'body 1');
      assert.deepEqual(await store.webhookDeliveries.find('acme', first.id), expected);
      assert.deepEqual(await store.webhookDeliveries.endpointsWithDue(NOW + LEASE_MS), []);
    });

    test('is due again at once when it is given back, and the attempt does not count', async (t) => {
      const { store, due, take } = await start(t);
      const taken = await take();

      await store.write(({ webhookDeliveries }) => webhookDeliveries.release(taken, NOW));

      assert.deepEqual(
        (await due()).map(({ attempts }) => attempts),
        [0],
      );
      assert.equal(await store.write(({ webhookDeliveries }) => webhookDeliveries.finish(taken, succeeded)), false);
    });

    test('fails when it is cancelled, also during an attempt', async (t) => {
      const { store, take } = await start(t, 2);
      const taken = await take();

      await store.write(({ webhookDeliveries }) => webhookDeliveries.cancelPending('acme', 'whe_1', 'No.'));

      assert.equal(await store.write(({ webhookDeliveries }) => webhookDeliveries.finish(taken, succeeded)), false);
      const listed = await store.webhookDeliveries.list('acme', { endpointId: 'whe_1', limit: 10 });
      assert.deepEqual(
        listed.map(({ status, error, nextAttemptAt }) => [status, error, nextAttemptAt]),
        [
          ['failed', 'No.', null],
          ['failed', 'No.', null],
        ],
      );
      assert.deepEqual(await store.webhookDeliveries.endpointsWithDue(NOW + LEASE_MS), []);
    });

    test('can be started again after its end, with all its attempts', async (t) => {
      const { store, take, due } = await start(t);
      const taken = await take();
      await store.write(({ webhookDeliveries }) => webhookDeliveries.finish(taken, succeeded));

      const restarted = await store.write(({ webhookDeliveries }) =>
        webhookDeliveries.restart('acme', taken.id, NOW + 1),
      );

      assert.deepEqual([restarted?.status, restarted?.attempts, restarted?.nextAttemptAt], ['pending', 0, NOW + 1]);
      assert.equal((await due(NOW + 1))[0]?.body, 'body 1');
    });

    test('is listed newest first, by page and by status', async (t) => {
      const { store, take } = await start(t, 3);
      const taken = await take();
      await store.write(({ webhookDeliveries }) => webhookDeliveries.finish(taken, succeeded));
      const list = async (query: { readonly status?: 'pending'; readonly beforeId?: number; readonly limit: number }) =>
        (await store.webhookDeliveries.list('acme', { ...query, endpointId: 'whe_1' })).map(({ eventId }) => eventId);

      assert.deepEqual(await list({ limit: 2 }), ['evt_3', 'evt_2']);
      assert.deepEqual(await list({ limit: 2, beforeId: taken.id + 1 }), ['evt_1']);
      assert.deepEqual(await list({ limit: 3, status: 'pending' }), ['evt_3', 'evt_2']);
    });

    test('is summarized with the others of its endpoint: what waits since when, and the newest attempt', async (t) => {
      const { store, take } = await start(t, 2);
      const summary = () => store.webhookDeliveries.summarize('acme', 'whe_1');
      assert.deepEqual(await summary(), { pending: 2, oldestPendingAt: NOW, lastAttempted: null });
      const taken = await take();
      await store.write(({ webhookDeliveries }) => webhookDeliveries.finish(taken, succeeded));
      const { lastAttempted, ...waiting } = await summary();
      assert.deepEqual(waiting, { pending: 1, oldestPendingAt: NOW });
      assert.deepEqual(lastAttempted, await store.webhookDeliveries.find('acme', taken.id));
    });

    test('is deleted with its event', async (t) => {
      const { store } = await start(t);

      await store.write(({ outbox }) => outbox.deleteCreatedBefore(NOW + 1));

      assert.deepEqual(await store.webhookDeliveries.list('acme', { endpointId: 'whe_1', limit: 10 }), []);
    });

    test('of each endpoint is found, however many another endpoint has', async (t) => {
      const { store, scope } = await start(t, 3);
      await store.write(async ({ webhookEndpoints, outbox }) => {
        await webhookEndpoints.create(newWebhookEndpoint('whe_2'));
        await outbox.add(scope, newOutboxEvent('evt_later', NOW + 1), () => '{}');
      });

      assert.deepEqual(await store.webhookDeliveries.endpointsWithDue(NOW), ['whe_1']);
      assert.deepEqual(await store.webhookDeliveries.endpointsWithDue(NOW + 1), ['whe_1', 'whe_2']);
    });

    test('is announced after the commit of its process, and not after a rollback', async (t) => {
      const { store, scope } = await start(t);
      let announced = 0;
      const stop = store.onDeliveriesDue(() => (announced += 1));
      const add = (id: string) => store.write(({ outbox }) => outbox.add(scope, newOutboxEvent(id), () => '{}'));

      await add('evt_new');
      assert.equal(announced, 1);
      await store.write(({ webhookDeliveries }) => webhookDeliveries.restart('acme', 1, NOW));
      assert.equal(announced, 2);
      await assert.rejects(add('evt_new'));
      await store.write(({ tenants }) => tenants.ensure('acme', '43', NOW));
      assert.equal(announced, 2);
      stop();
      await add('evt_last');
      assert.equal(announced, 2);
    });
  });
}
