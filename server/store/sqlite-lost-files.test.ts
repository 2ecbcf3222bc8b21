import assert from 'node:assert/strict';
import { randomUUID } from 'node:crypto';
import { copyFile, readdir, rename, rm, stat, writeFile } from 'node:fs/promises';
import { describe, test, type TestContext } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';

import { StorageUnavailableError } from '../errors.ts';
import { readGuardFile } from './sqlite-guard-file.ts';
import { inspectSqliteFile } from './sqlite-inspect.ts';
import { openSqliteConnections } from './sqlite-open.ts';
import { openSqliteStore, sqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { createConnection, newOutboxEvent, NOW, ensureTenant } from './testing/seed-store.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './testing/temporary-folder.ts';

interface Open {
  readonly folder: TemporaryFolder;
  readonly file: string;
  readonly store: Store;
}

async function open(t: TestContext): Promise<Open> {
  const folder = await makeTemporaryFolder();
  const file = folder.path('embed.db');
  const store = await openSqliteStore({ file });
  t.after(async () => {
    await store.close();
    await folder.remove();
  });
  await ensureTenant(store, 'acme', 'before');
  return { folder, file, store };
}

/** Copies the files as they would be after SIGKILL. */
async function filesOfKilled({ folder, file }: Open): Promise<string> {
  const killed = folder.path('killed.db');
  await copyFile(file, killed);
  await copyFile(`${file}-wal`, `${killed}-wal`);
  return killed;
}

const reason = (pattern: RegExp) => (error: unknown) => {
  assert.ok(error instanceof StorageUnavailableError);
  assert.ok(error.cause instanceof Error);
  assert.match(error.cause.message, pattern);
  return true;
};

describe('while the store is open, when', () => {
  const losses: readonly (readonly [string, (open: Open) => Promise<void>, RegExp])[] = [
    ['the database file is deleted', ({ file }) => rm(file), /embed\.db was deleted or moved .*restore a backup/],
    [
      'another file replaces it',
      async ({ file, folder }) => {
        await writeFile(folder.path('backup.db'), '');
        await rename(folder.path('backup.db'), file);
      },
      /embed\.db was replaced .*delete .*embed\.db-wal and .*embed\.db-shm/,
    ],
    ['its log is deleted', ({ file }) => rm(`${file}-wal`), /embed\.db-wal was deleted or replaced .*SIGTERM/],
    ['the index of its log is deleted', ({ file }) => rm(`${file}-shm`), /embed\.db-shm was deleted or replaced/],
  ];
  for (const [title, lose, words] of losses) {
    test(`${title}, checks and writes fail with advice, and reads still work`, async (t) => {
      const opened = await open(t);
      await lose(opened);
      const { store } = opened;

      await assert.rejects(store.check(), reason(words));
      await assert.rejects(
        store.write(({ tenants }) => tenants.ensure('acme', 'after', NOW)),
        reason(words),
      );
      assert.equal(await store.tenants.findByKey('acme', 'after'), undefined);
      assert.ok(await store.tenants.findByKey('acme', 'before'));
    });
  }

  test('the database file is deleted during a write, the write is not acknowledged', async (t) => {
    const { store, file } = await open(t);

    const write = store.write(async ({ tenants }) => {
      await tenants.ensure('acme', 'after', NOW);
      await rm(file);
    });

    await assert.rejects(write, StorageUnavailableError);
  });

  test('the same file is put back, writes work again', async (t) => {
    const { store, file, folder } = await open(t);
    await rename(file, folder.path('elsewhere.db'));
    await assert.rejects(ensureTenant(store, 'acme', 'after'), StorageUnavailableError);

    await rename(folder.path('elsewhere.db'), file);

    await store.check();
    await ensureTenant(store, 'acme', 'after');
  });

  test('its log is deleted, closing keeps the rows of the log', async (t) => {
    const { store, file } = await open(t);
    await rm(`${file}-wal`);
    await store.close();

    const again = await openSqliteStore({ file });
    t.after(() => again.close());
    assert.ok(await again.tenants.findByKey('acme', 'before'));
  });
});

describe('a start', () => {
  test('is refused if a log exists without its database file, and changes nothing', async (t) => {
    const killed = await filesOfKilled(await open(t));
    await rm(killed);
    const { size } = await stat(`${killed}-wal`);

    const words = /killed\.db is missing, and its log .*killed\.db-wal is there/;
    await assert.rejects(openSqliteStore({ file: killed }), reason(words));
    await assert.rejects(inspectSqliteFile({ file: killed }), reason(words));

    await assert.rejects(stat(killed), { code: 'ENOENT' });
    assert.equal((await stat(`${killed}-wal`)).size, size);
  });

  test('is refused if the log belongs to a file that a backup has replaced, and changes nothing', async (t) => {
    const opened = await open(t);
    const { store, file, folder } = opened;
    await new BetterSqlite3(file).backup(folder.path('backup.db'));
    await ensureTenant(store, 'acme', 'newer');
    await rename(folder.path('backup.db'), file);
    await store.close();
    const before = await stat(file);

    const words = /embed\.db-wal is the log of another file than .*embed\.db/;
    await assert.rejects(openSqliteStore({ file }), reason(words));
    await assert.rejects(inspectSqliteFile({ file }), reason(words));

    assert.deepEqual((await stat(file)).mtimeMs, before.mtimeMs);
    for (const suffix of ['-wal', '-shm']) await rm(file + suffix);
    const restored = await openSqliteStore({ file });
    t.after(() => restored.close());
    assert.ok(await restored.tenants.findByKey('acme', 'before'));
    assert.equal(await restored.tenants.findByKey('acme', 'newer'), undefined);
  });
});

describe('ids continue after the highest used id', () => {
  const recordEvents = async (store: Store, scope: TenantScope, count: number) => {
    const details = { connectionId: null, installationId: null, actor: null, detail: {}, at: NOW };
    for (let index = 0; index < count; index++) {
      await store.write(async ({ activity, outbox }) => {
        await activity.add({ ...scope, ...details, type: 'consent.given' });
        await outbox.add(scope, newOutboxEvent(`evt_${randomUUID()}`), () => '{}');
      });
    }
  };

  const backUp = async ({ file, folder }: Open) => {
    const database = new BetterSqlite3(file);
    await database.backup(folder.path('backup.db'));
    database.close();
  };

  test('when a backup is restored in place of the file', async (t) => {
    const opened = await open(t);
    const { store, file, folder } = opened;
    await backUp(opened);
    const newer = await ensureTenant(store, 'acme', 'newer');
    await createConnection(store, newer);
    await store.close();
    await rename(folder.path('backup.db'), file);
    const warnings: string[] = [];

    const restored = await openSqliteStore({ file, warn: (message) => warnings.push(message) });
    t.after(() => restored.close());

    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /highest one that was given out/);
    const tenant = await ensureTenant(restored, 'acme', 'another');
    assert.equal(tenant.tenantId, newer.tenantId + 1);
    assert.equal((await createConnection(restored, tenant)).id, 2);
  });

  test('when the file is deleted and created again', async (t) => {
    const { store, file } = await open(t);
    await store.close();
    await rm(file);

    const empty = await openSqliteStore({ file });
    t.after(() => empty.close());

    assert.equal((await ensureTenant(empty, 'acme', 'another')).tenantId, 2);
  });

  test('when a backup is restored on another machine, with one gap of a million', async (t) => {
    const opened = await open(t);
    const { folder } = opened;
    await backUp(opened);
    const file = folder.path('backup.db');
    const warnings: string[] = [];

    for (const expected of [1_000_002, 1_000_003]) {
      const restored = await openSqliteStore({ file, warn: (message) => warnings.push(message) });
      assert.equal((await ensureTenant(restored, 'acme', `${expected}`)).tenantId, expected);
      await restored.close();
    }
    assert.equal(warnings.length, 1);
    assert.match(warnings[0] ?? '', /backup\.db-guard/);
  });

  test('when a backup is restored, also the sequence numbers of events, and those of organizations that were new', async (t) => {
    const opened = await open(t);
    const { store, file, folder } = opened;
    const acme = await ensureTenant(store, 'acme', 'newer');
    await recordEvents(store, acme, 2);
    await backUp(opened);
    await recordEvents(store, acme, 1);
    const globex = await ensureTenant(store, 'globex', 'newer');
    await recordEvents(store, globex, 2);
    await store.close();
    await rename(folder.path('backup.db'), file);

    const restored = await openSqliteStore({ file });
    t.after(() => restored.close());
    await recordEvents(restored, acme, 1);
    await recordEvents(restored, await ensureTenant(restored, 'globex', 'newer'), 1);

    const newest = async (organization: string) =>
      (await restored.outbox.list(organization, { afterSequence: 0, limit: 10 })).at(-1)?.sequence;
    // Three events were lost, of whichever organization.
    assert.deepEqual([await newest('acme'), await newest('globex')], [2 + 3 + 1, 3 + 1]);
  });

  test('after a kill without a gap', async (t) => {
    const opened = await open(t);
    const killed = await filesOfKilled(opened);
    await copyFile(`${opened.file}-guard`, `${killed}-guard`);
    const store = await openSqliteStore({ file: killed });
    t.after(() => store.close());

    assert.equal((await ensureTenant(store, 'acme', 'another')).tenantId, 2);
  });

  test('when a write fails at its commit and the next write uses another kind of id', async (t) => {
    const folder = await makeTemporaryFolder();
    const file = folder.path('embed.db');
    const connections = await openSqliteConnections(file);
    const store = sqliteStore(connections);
    t.after(async () => {
      await store.close();
      await folder.remove();
    });
    const scope = await ensureTenant(store, 'acme', '42');
    connections.writer.exec('create unique index only_for_this_test on tenants (key)');
    connections.writer.exec('create table child (parent text references tenants (key) deferrable initially deferred)');

    await assert.rejects(
      store.write(async ({ tenants }) => {
        await tenants.ensure('acme', '43', NOW);
        connections.writer.exec("insert into child values ('none')");
      }),
      StorageUnavailableError,
    );
    const { id } = await createConnection(store, scope);

    assert.equal(readGuardFile(file)?.ids['connection'], id);
    assert.equal(readGuardFile(file)?.ids['tenant'], scope.tenantId);
  });

  test('a restart without a restore gives no warning and leaves no gap', async (t) => {
    const { store, file, folder } = await open(t);
    await store.close();
    const again = await openSqliteStore({ file, warn: (message) => assert.fail(message) });
    t.after(() => again.close());

    assert.equal((await ensureTenant(again, 'acme', 'another')).tenantId, 2);
    await again.close();
    assert.deepEqual((await readdir(folder.path('.'))).toSorted(), ['embed.db', 'embed.db-guard']);
  });
});
