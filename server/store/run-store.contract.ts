import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { RunReport } from './run-store.ts';
import type { OpenStore } from './store.contract.ts';
import type { Store } from './store.ts';
import { ensureTenant, NOW, seedTenant } from './testing/seed-store.ts';

const RUNNING: RunReport = { status: 'running', message: null, overview: [], details: [], errors: [] };
const SUCCESS: RunReport = { ...RUNNING, status: 'success' };
const FAILED: RunReport = {
  ...{ status: 'error', message: 'Two records failed.', overview: ['98 of 100 records'] },
  ...{ details: ['Started by the schedule'], errors: ['Record 7 has no name', 'Record 9 has no name'] },
};

/** Contract of the port for the runs of installations. */
export function runStoreContract(open: OpenStore): void {
  describe('runs', () => {
    async function installed(store: Store) {
      const scope = await ensureTenant(store, 'acme', '42');
      // It has runs of its own, which are older.
      const { installation } = await seedTenant(store, scope);
      const { id } = await store.write(({ installations }) =>
        installations.create(scope, {
          userKey: 'ann',
          integration: 'sync',
          settings: '{}',
          schedule: '* * * * *',
          now: NOW,
        }),
      );
      const create = (report: RunReport, now = NOW) =>
        store.write(({ runs }) => runs.create(scope, id, { ...report, now }));
      return { scope, id, other: installation.id, create };
    }

    test('a run begins at its first report, and ends with the first that says so', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { scope, id, create } = await installed(store);

      const run = await create(RUNNING);
      assert.deepEqual(run, {
        ...{ ...scope, id: run.id, installationId: id, ...RUNNING },
        ...{ startedAt: NOW, finishedAt: null, updatedAt: NOW, revision: 1 },
      });
      const changed = { ...run, ...FAILED, finishedAt: NOW + 5, updatedAt: NOW + 5, revision: 2 };
      assert.deepEqual(await store.write(({ runs }) => runs.change(run, FAILED, NOW + 5)), changed);
      const explained = { ...changed, message: 'Three.', updatedAt: NOW + 9, revision: 3 };
      assert.deepEqual(
        await store.write(({ runs }) => runs.change(changed, { ...FAILED, message: 'Three.' }, NOW + 9)),
        explained,
      );
      assert.deepEqual(await store.runs.find(scope, id, run.id), explained);
      assert.equal((await create(FAILED, NOW + 10)).finishedAt, NOW + 10);
    });

    test('a run that changed after it was read is not changed', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { scope, id, create } = await installed(store);
      const run = await create(RUNNING);
      const changed = await store.write(({ runs }) => runs.change(run, SUCCESS, NOW));

      assert.equal(await store.write(({ runs }) => runs.change(run, FAILED, NOW)), undefined);
      assert.deepEqual(await store.runs.find(scope, id, run.id), changed);
    });

    test('runs are listed page by page, newest first, and apart from those of other installations', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { scope, id, other, create } = await installed(store);
      const runs = [await create(RUNNING), await create(SUCCESS), await create(FAILED)];

      assert.deepEqual(await store.runs.list(scope, id, { limit: 2 }), [runs[2], runs[1]]);
      assert.deepEqual(await store.runs.list(scope, id, { limit: 2, beforeId: runs[1]?.id }), [runs[0]]);
      assert.equal(await store.runs.find(scope, other, runs[0]?.id ?? 0), undefined);
    });

    test('the latest runs are the newest one and the newest that succeeded', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { scope, id, create } = await installed(store);
      assert.deepEqual(await store.runs.latest(scope, id), { last: undefined, lastSuccessful: undefined });
      const failed = await create(FAILED);
      assert.deepEqual(await store.runs.latest(scope, id), { last: failed, lastSuccessful: undefined });
      await create(SUCCESS);
      const successful = await create(SUCCESS);
      assert.deepEqual(await store.runs.latest(scope, id), { last: successful, lastSuccessful: successful });
      const running = await create(RUNNING);
      assert.deepEqual(await store.runs.latest(scope, id), { last: running, lastSuccessful: successful });
    });

    test('an installation fails if its last run that has ended failed, and those of other users are not listed', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const install = (integration: string, userKey: string | null = null) =>
        store.write(async ({ installations }) => {
          const values = { integration, userKey, settings: '{}', schedule: '* * * * *', now: NOW };
          return (await installations.create(scope, values)).id;
        });
      const report = async (id: number, ...reports: readonly RunReport[]) => {
        for (const each of reports) await store.write(({ runs }) => runs.create(scope, id, { ...each, now: NOW }));
      };
      const [never, fixed, failing, own, others] = [
        await install('never'),
        await install('fixed'),
        await install('failing'),
        await install('failing', 'ann'),
        await install('failing', 'bob'),
      ];
      await report(fixed, FAILED, SUCCESS);
      await report(failing, SUCCESS, FAILED, RUNNING);
      await report(own, FAILED);
      await report(others, FAILED);
      await report(never, RUNNING);

      assert.deepEqual(await store.runs.listFailing(scope, null), [failing]);
      assert.deepEqual((await store.runs.listFailing(scope, 'ann')).toSorted(), [failing, own]);
    });

    test('the oldest runs are deleted, except the last that succeeded and those of other installations', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { scope, id, other, create } = await installed(store);
      await create(SUCCESS);
      const successful = await create(SUCCESS);
      const failed = [await create(FAILED), await create(FAILED), await create(FAILED)];
      const deleteOldest = (keep: number) => store.write(({ runs }) => runs.deleteOldest(scope, id, keep));
      const remaining = async () => (await store.runs.list(scope, id, { limit: 10 })).map((run) => run.id);

      await deleteOldest(5);
      assert.equal((await remaining()).length, 5);
      await deleteOldest(2);
      assert.deepEqual(await remaining(), [failed[2]?.id, failed[1]?.id, successful.id]);
      assert.equal((await store.runs.list(scope, other, { limit: 10 })).length, 1);
    });

    test('are deleted with their installation', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const { scope, id, create } = await installed(store);
      const run = await create(SUCCESS);

      await store.write(({ installations }) => installations.delete(scope, id));

      assert.equal(await store.runs.find(scope, id, run.id), undefined);
    });
  });
}
