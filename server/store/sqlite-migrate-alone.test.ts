import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { test, type TestContext } from 'node:test';
import { fileURLToPath } from 'node:url';
import BetterSqlite3 from 'better-sqlite3';

import { StorageUnavailableError } from '../errors.ts';
import { migrate } from './migrate.ts';
import { migrations, type StoreMigration } from './migrations/all.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { kyselyOn } from './sqlite-database.ts';
import { openSqliteConnections } from './sqlite-open.ts';
import { migrateAlone } from './sqlite-prepare.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { storageAdvice } from '../storage-monitor.ts';
import { NOW } from './testing/seed-store.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

const olderVersion = fileURLToPath(new URL('testing/use-as-older-version.ts', import.meta.url));

const withoutStandardNames = Object.fromEntries(Object.entries(migrations).filter(([name]) => name < '0006'));

/** A database of the version before a migration that renames columns, with one connection. */
async function olderDatabase(t: TestContext): Promise<string> {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  const file = folder.path('embed.db');
  const before = new BetterSqlite3(file);
  before.pragma('journal_mode = wal');
  await migrate(kyselyOn(new SqliteConnection(before, { readOnly: false })), withoutStandardNames);
  before.exec(`
    insert into tenants values (1, 'acme', '42', ${NOW});
    insert into connections
      (id, organization, tenant_id, connector, name, status, verified, revision, created_at, updated_at)
    values (1, 'acme', 1, 'hubspot', 'Sales', 'connected', 1, 1, ${NOW}, ${NOW})`);
  before.close();
  return file;
}

/** Starts a process of the older version, which uses the file. `end` stops it and resolves to its exit code. */
async function startOlderVersion(t: TestContext, file: string) {
  const statement = `update connections set renew_at = ${NOW + 1}`;
  const child = spawn(process.execPath, [olderVersion, file, statement], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  t.after(() => child.kill());
  await once(child.stdout, 'data');
  return {
    end: async () => {
      child.stdin.end();
      const [code] = (await once(child, 'exit')) as [number | null];
      return code;
    },
    kill: async () => {
      child.kill('SIGKILL');
      await once(child, 'exit');
    },
  };
}

test('a migration that renames columns is refused while an older process uses the file, and that process loses no write', async (t) => {
  const file = await olderDatabase(t);
  const older = await startOlderVersion(t, file);

  const started = performance.now();
  await assert.rejects(openSqliteConnections(file, { aloneTimeoutMs: 100 }), (error) => {
    assert.ok(error instanceof StorageUnavailableError);
    assert.match(storageAdvice(error), /Another process has .*embed\.db open.*0006-standard-names.*Stop every process/);
    return true;
  });
  assert.ok(performance.now() - started < 5000);
  assert.equal(await older.end(), 0);

  const store = await openSqliteStore({ file });
  t.after(() => store.close());
  assert.equal((await store.connections.find({ organization: 'acme', tenantId: 1 }, 1))?.refreshAt, NOW + 1);
});

test('a migration that renames columns waits until an older process has exited or was killed', async (t) => {
  const file = await olderDatabase(t);
  const older = await startOlderVersion(t, file);

  const opening = openSqliteStore({ file });
  await older.kill();
  const store = await opening;

  t.after(() => store.close());
  assert.equal((await store.connections.find({ organization: 'acme', tenantId: 1 }, 1))?.status, 'connected');
});

test('several processes can migrate the same older file concurrently', async (t) => {
  const file = await olderDatabase(t);

  const stores = await Promise.all(Array.from({ length: 4 }, () => openSqliteStore({ file })));
  t.after(() => Promise.all(stores.map((store) => store.close())));

  for (const store of stores) await store.check();
});

test('a migration that only adds does not wait for other processes', async (t) => {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  const file = folder.path('embed.db');
  const other = new BetterSqlite3(file);
  t.after(() => other.close());
  other.pragma('journal_mode = wal');
  await migrate(kyselyOn(new SqliteConnection(other, { readOnly: false })));
  const adding = { up: () => Promise.resolve() };
  const known = (more: Readonly<Record<string, StoreMigration>>) => migrateAlone(file, 0, { ...migrations, ...more });

  assert.equal(await known({ '9999-adds': adding }), undefined);
  await assert.rejects(known({ '9999-drops': { ...adding, runsAlone: true } }), StorageUnavailableError);
});

test('exactly the migrations that rename or drop a table or a column run alone', async (t) => {
  for (const [index, [name, migration]] of Object.entries(migrations).entries()) {
    const statements: string[] = [];
    const database = new BetterSqlite3(':memory:', { verbose: (sql) => statements.push(String(sql)) });
    t.after(() => database.close());
    const db = kyselyOn(new SqliteConnection(database, { readOnly: false }));
    if (index > 0) await migrate(db, Object.fromEntries(Object.entries(migrations).slice(0, index)));
    statements.length = 0;

    await migration.up(db);

    const replaces = statements.some((sql) => /\b(?:rename|drop (?:table|column))\b/i.test(sql));
    assert.equal(migration.runsAlone ?? false, replaces, name);
  }
});
