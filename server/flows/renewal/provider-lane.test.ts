import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import type { StoredConnection } from '../../store/connection-store.ts';
import { ProviderLane } from './provider-lane.ts';

/** A lane whose work ends when the test says so. Connections are named by organization and number: `acme 0`. */
function laneWith(places: { readonly places: number; readonly placesPerOrganization: number }) {
  const due: { readonly organization: string; readonly name: string; readonly id: number }[] = [];
  const done = new Set<string>();
  const begun: string[] = [];
  const running = new Map<string, (value: undefined) => void>();
  const lane = new ProviderLane({
    ...places,
    read: (limit) => {
      const left = due.filter(({ name }) => !done.has(name) && !running.has(name));
      const byOrganization = Map.groupBy(left, ({ organization }) => organization);
      const page = [...byOrganization.values()].flatMap((rows) => rows.slice(0, limit));
      return Promise.resolve(page.map((row) => ({ ...UNUSED, ...row })));
    },
    work: ({ id }) => {
      const name = due[id]?.name ?? '';
      begun.push(name);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      running.set(name, resolve);
      return promise;
    },
    start: (task) => void task(),
  });
  return {
    lane,
    begun,
    running,
    add: (organization: string, count: number) => {
      for (let index = 0; index < count; index += 1) {
        due.push({ organization, name: `${organization} ${index}`, id: due.length });
      }
    },
    look: async () => {
      lane.look();
      await turn();
    },
    finish: async (name: string, { stored = true } = {}) => {
      if (stored) done.add(name);
      const end = running.get(name);
      running.delete(name);
      end?.(undefined);
      await turn();
    },
  };
}

/** What a lane does not look at. */
const UNUSED: Omit<StoredConnection, 'organization' | 'id' | 'name'> = {
  tenantId: 1,
  userKey: null,
  connector: 'gwt',
  status: 'connected',
  verified: true,
  account: null,
  problem: null,
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
  connectedAt: 0,
  expiresAt: null,
  renewAt: null,
  renewalFailures: 0,
  fence: 0,
  verifyAt: null,
  verifyRefusals: 0,
};

test('organizations take turns, however long the backlog of one is', async () => {
  const { begun, add, look, finish } = laneWith({ places: 2, placesPerOrganization: 2 });
  add('large', 100);
  add('small', 2);
  await look();
  assert.deepEqual(begun, ['large 0', 'small 0']);
  await finish('large 0');
  await finish('small 0');
  assert.deepEqual(begun.slice(2), ['large 1', 'small 1']);
});

test('an organization leaves places to the others, also to what becomes due later', async () => {
  const { begun, add, look } = laneWith({ places: 4, placesPerOrganization: 3 });
  add('hanging', 100);
  await look();
  assert.equal(begun.length, 3);
  add('other', 1);
  await look();
  assert.deepEqual(begun.slice(3), ['other 0']);
});

test('a backlog is worked through without another look', async () => {
  const { begun, running, add, look, finish } = laneWith({ places: 2, placesPerOrganization: 1 });
  add('hanging', 100);
  add('other', 60);
  await look();
  for (let index = 0; index < 60; index += 1) await finish(`other ${index}`);
  assert.deepEqual([...running.keys()], ['hanging 0']);
  assert.equal(begun.length, 61);
});

test('what could not be stored is tried again at the next look, and not before', async () => {
  const { begun, add, look, finish } = laneWith({ places: 20, placesPerOrganization: 20 });
  add('acme', 20);
  await look();
  for (const name of [...begun]) await finish(name, { stored: false });
  assert.equal(begun.length, 20);
  await look();
  assert.equal(begun.filter((name) => name === 'acme 0').length, 2);
});

test('a lane that was stopped begins nothing more', async () => {
  const { lane, begun, add, look, finish } = laneWith({ places: 1, placesPerOrganization: 1 });
  add('acme', 3);
  await look();
  lane.stop();
  await finish('acme 0');
  await look();
  assert.deepEqual(begun, ['acme 0']);
});
