import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { OpenStore } from './store.contract.ts';
import type { FlowChange, StoredFlow } from './flow-store.ts';
import type { Store } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { connectionOf, hashOf, newFlow, NOW, tenantOf } from './testing/fill-store.ts';

const EXPIRY = NOW + 600;

async function flowOf(store: Store, scope: TenantScope, token = 'token', expiresAt = EXPIRY): Promise<StoredFlow> {
  const connection = await connectionOf(store, scope);
  return store.write(({ flows }) => flows.create(scope, newFlow(connection, token, expiresAt)));
}

function change(store: Store, flow: StoredFlow, what: FlowChange): Promise<StoredFlow | undefined> {
  return store.write(({ flows }) => flows.change(flow, what, NOW + 9));
}

/** What holds for sign-ins under way, within one tenant. */
export function flowStoreContract(open: OpenStore): void {
  describe('flows', () => {
    test('a new one is offered, bound to no browser, and found by the hash of its link', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connectionOf(store, scope);
      const beginning = { ...newFlow(connection, 'token', EXPIRY), context: '{"x":"ü"}', locale: 'pt-BR' };

      const flow = await store.write(({ flows }) => flows.create(scope, beginning));

      assert.deepEqual(flow, {
        ...scope,
        id: flow.id,
        connectionId: connection.id,
        connector: 'hubspot',
        context: '{"x":"ü"}',
        locale: 'pt-BR',
        status: 'offered',
        cookieHash: null,
        wrongCodes: 0,
        mismatched: false,
        problem: null,
        previousAccount: null,
        revision: 1,
        createdAt: NOW,
        updatedAt: NOW,
        expiresAt: EXPIRY,
      });
      assert.deepEqual(await store.flows.find(scope, flow.id), flow);
      assert.deepEqual(await store.flows.findByToken(hashOf('token')), flow);
      assert.equal(await store.flows.findByToken(hashOf('other')), undefined);
      assert.equal(await store.flows.findByState(hashOf('token')), undefined);
      assert.equal(await store.flows.secrets(scope, flow.id), undefined);
    });

    const changes: readonly FlowChange[] = [
      { status: 'confirming' },
      { cookieHash: hashOf('cookie') },
      { wrongCodes: 3 },
      { mismatched: true },
      { problem: { code: 'provider_denied', providerMessage: 'No.' } },
      { problem: { code: 'provider_unavailable' } },
      { previousAccount: 'ann@example.com' },
    ];
    for (const what of changes) {
      test(`a change of ${Object.keys(what).join()} changes that alone, revision and time`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await tenantOf(store, 'acme', '42');
        const flow = await flowOf(store, scope);

        const changed = await change(store, flow, what);

        assert.deepEqual(changed, { ...flow, ...what, revision: 2, updatedAt: NOW + 9 });
        assert.deepEqual(await store.flows.find(scope, flow.id), changed);
      });
    }

    test('what a change sets can be taken back', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const flow = await flowOf(store, scope);
      const full: FlowChange = {
        cookieHash: hashOf('cookie'),
        stateHash: hashOf('state'),
        secrets: hashOf('secrets'),
        mismatched: true,
        problem: { code: 'provider_denied', providerMessage: 'No.' },
        previousAccount: 'ann',
      };
      const empty: FlowChange = {
        cookieHash: null,
        stateHash: null,
        secrets: null,
        mismatched: false,
        problem: null,
        previousAccount: null,
      };

      const filled = await change(store, flow, full);
      assert.deepEqual(await store.flows.findByState(hashOf('state')), filled);
      assert.deepEqual(await store.flows.secrets(scope, flow.id), hashOf('secrets'));
      const emptied = await change(store, filled!, empty);

      assert.deepEqual(emptied, { ...flow, revision: 3, updatedAt: NOW + 9 });
      assert.equal(await store.flows.findByState(hashOf('state')), undefined);
      assert.equal(await store.flows.secrets(scope, flow.id), undefined);
    });

    test('secrets and the hashes that find stand in no answer', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const flow = await flowOf(store, scope);

      const changed = await change(store, flow, { stateHash: hashOf('state'), secrets: hashOf('secrets') });

      const known = Object.keys(flow).toSorted();
      for (const answer of [changed, ...(await store.flows.listOpen(scope, NOW))]) {
        assert.deepEqual(Object.keys(answer ?? {}).toSorted(), known);
      }
      assert.ok(!known.some((name) => ['tokenHash', 'stateHash', 'secrets'].includes(name)));
    });

    test('of a hundred returns with one state only the first goes on', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const flow = await change(store, await flowOf(store, scope), { status: 'started', stateHash: hashOf('state') });
      assert.ok(flow);

      const results = await Promise.all(
        Array.from({ length: 100 }, () => change(store, flow, { status: 'exchanging', stateHash: null })),
      );

      const [winner, ...others] = results.filter((result) => result !== undefined);
      assert.deepEqual(others, []);
      assert.deepEqual(await store.flows.find(scope, flow.id), winner);
    });

    test('no two have the same link or the same state', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const first = await flowOf(store, scope, 'a');
      const second = await flowOf(store, scope, 'b');
      assert.ok(await change(store, first, { stateHash: hashOf('state') }));

      await assert.rejects(flowOf(store, await tenantOf(store, 'globex', '42'), 'a'));
      await assert.rejects(change(store, second, { stateHash: hashOf('state') }));
    });

    test('open are those that are neither for good nor expired, oldest first', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const made: StoredFlow[] = [];
      for (const status of ['exchanging', 'succeeded', 'started', 'failed', 'confirming', 'cancelled'] as const) {
        const flow = await change(store, await flowOf(store, scope, status), { status });
        assert.ok(flow);
        made.push(flow);
      }
      const offered = await flowOf(store, scope, 'offered');
      const shorter = await flowOf(store, scope, 'shorter', EXPIRY - 1);
      await flowOf(store, await tenantOf(store, 'acme', '43'), 'elsewhere');

      const stillOpen = [made[0], made[2], made[4], offered];
      assert.deepEqual(await store.flows.listOpen(scope, NOW), [...stillOpen, shorter]);
      assert.deepEqual(await store.flows.listOpen(scope, EXPIRY - 1), stillOpen);
      assert.deepEqual(await store.flows.listOpen(scope, EXPIRY), []);
    });

    test('go with their connection, and a change of one that is gone does nothing', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const flow = await flowOf(store, scope, 'gone');
      const other = await flowOf(store, scope, 'other');

      await store.write(({ connections }) => connections.delete(scope, flow.connectionId));

      assert.equal(await store.flows.findByToken(hashOf('gone')), undefined);
      assert.equal(await change(store, flow, { status: 'started' }), undefined);
      assert.deepEqual(await store.flows.listOpen(scope, NOW), [other]);
    });

    test('cannot be made for a connection that is gone', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await tenantOf(store, 'acme', '42');
      const connection = await connectionOf(store, scope);
      await store.write(({ connections }) => connections.delete(scope, connection.id));

      await assert.rejects(store.write(({ flows }) => flows.create(scope, newFlow(connection, 'late'))));
    });
  });
}
