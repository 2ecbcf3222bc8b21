import assert from 'node:assert/strict';
import { setImmediate as turn } from 'node:timers/promises';
import { test } from 'node:test';
import type { StoredConnection } from '../store/connection-store.ts';
import { ProviderQueue } from './provider-queue.ts';

/** A queue whose work ends when the test calls `finish`. Connections are named by organization and number: `acme 0`. */
function queueWith(limits: { readonly concurrency: number; readonly concurrencyPerOrganization: number }) {
  const due: { readonly organization: string; readonly name: string; readonly id: number }[] = [];
  const done = new Set<string>();
  const started: string[] = [];
  const running = new Map<string, (value: undefined) => void>();
  const queue = new ProviderQueue({
    ...limits,
    findDue: (limit) => {
      const left = due.filter(({ name }) => !done.has(name) && !running.has(name));
      const byOrganization = Map.groupBy(left, ({ organization }) => organization);
      const page = [...byOrganization.values()].flatMap((rows) => rows.slice(0, limit));
      return Promise.resolve(page.map((row) => ({ ...UNUSED, ...row })));
    },
    work: ({ id }) => {
      const name = due[id]?.name ?? '';
      started.push(name);
      const { promise, resolve } = Promise.withResolvers<undefined>();
      running.set(name, resolve);
      return promise;
    },
    runInBackground: (task) => void task(),
  });
  return {
    queue,
    started,
    running,
    add: (organization: string, count: number) => {
      for (let index = 0; index < count; index += 1) {
        due.push({ organization, name: `${organization} ${index}`, id: due.length });
      }
    },
    poll: async () => {
      queue.poll();
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

/** Properties that a queue does not read. */
const UNUSED: Omit<StoredConnection, 'organization' | 'id' | 'name'> = {
  tenantId: 1,
  userKey: null,
  connector: 'gwt',
  status: 'connected',
  verified: true,
  account: null,
  problem: null,
  deleteAfter: null,
  hostManaged: false,
  externalRef: null,
  revision: 1,
  createdAt: 0,
  updatedAt: 0,
  statusChangedAt: 0,
  connectedAt: 0,
  expiresAt: null,
  refreshAt: null,
  refreshFailures: 0,
  fence: 0,
  verifyAt: null,
  verifyRefusals: 0,
};

test('organizations take turns, even if one has a long backlog', async () => {
  const { started, add, poll, finish } = queueWith({ concurrency: 2, concurrencyPerOrganization: 2 });
  add('large', 100);
  add('small', 2);
  await poll();
  assert.deepEqual(started, ['large 0', 'small 0']);
  await finish('large 0');
  await finish('small 0');
  assert.deepEqual(started.slice(2), ['large 1', 'small 1']);
});

test('one organization never occupies all places, so that later connections of others can start', async () => {
  const { started, add, poll } = queueWith({ concurrency: 4, concurrencyPerOrganization: 3 });
  add('hanging', 100);
  await poll();
  assert.equal(started.length, 3);
  add('other', 1);
  await poll();
  assert.deepEqual(started.slice(3), ['other 0']);
});

test('a single poll processes a whole backlog', async () => {
  const { started, running, add, poll, finish } = queueWith({ concurrency: 2, concurrencyPerOrganization: 1 });
  add('hanging', 100);
  add('other', 60);
  await poll();
  for (let index = 0; index < 60; index += 1) await finish(`other ${index}`);
  assert.deepEqual([...running.keys()], ['hanging 0']);
  assert.equal(started.length, 61);
});

test('a connection whose result could not be stored is tried again only after the next poll', async () => {
  const { started, add, poll, finish } = queueWith({ concurrency: 20, concurrencyPerOrganization: 20 });
  add('acme', 20);
  await poll();
  for (const name of [...started]) await finish(name, { stored: false });
  assert.equal(started.length, 20);
  await poll();
  assert.equal(started.filter((name) => name === 'acme 0').length, 2);
});

test('a stopped queue starts no further work', async () => {
  const { queue, started, add, poll, finish } = queueWith({ concurrency: 1, concurrencyPerOrganization: 1 });
  add('acme', 3);
  await poll();
  queue.stop();
  await finish('acme 0');
  await poll();
  assert.deepEqual(started, ['acme 0']);
});
