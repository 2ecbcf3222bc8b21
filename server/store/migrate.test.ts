import assert from 'node:assert/strict';
import { readdir } from 'node:fs/promises';
import { test, type TestContext } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';
import type { Kysely } from 'kysely';

import { migrate, SchemaTooNewError } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { kyselyOn } from './sqlite-open.ts';
import { openSqliteStore } from './sqlite-store.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

function inMemory(t: TestContext) {
  const database = new BetterSqlite3(':memory:');
  t.after(() => database.close());
  return { database, db: kyselyOn(new SqliteConnection(database, { readOnly: false })) };
}

function schemaOf(database: BetterSqlite3.Database): unknown {
  return database.prepare('select name, sql from sqlite_schema order by name').all();
}

async function databaseFile(t: TestContext): Promise<string> {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  return folder.path('embed.db');
}

const later = {
  ...migrations,
  '9999-later': { up: (db: Kysely<unknown>) => db.schema.createTable('later').addColumn('id', 'bigint').execute() },
};

test('an empty database gets all tables, and a second run changes nothing', async (t) => {
  const { database, db } = inMemory(t);
  await migrate(db);
  const schema = schemaOf(database);

  await migrate(db);

  assert.deepEqual(schemaOf(database), schema);
  assert.equal(database.prepare('select count(*) from kysely_migration').pluck().get(), Object.keys(migrations).length);
});

test('every migration in the folder is in the list, named as its file, in the order of the names', async () => {
  const files = await readdir(new URL('migrations/', import.meta.url));
  const names = files.filter((file) => /^\d/.test(file)).map((file) => file.replace(/\.[jt]s$/, ''));

  assert.deepEqual(Object.keys(migrations), names.toSorted());
});

test('a later version brings the tables of an earlier one up', async (t) => {
  const { database, db } = inMemory(t);
  await migrate(db);

  await migrate(db, later);

  assert.equal(database.prepare("select count(*) from sqlite_schema where name = 'later'").pluck().get(), 1);
});

test('a database that a later version has changed is refused, and named are the migrations that lack', async (t) => {
  const { database, db } = inMemory(t);
  await migrate(db, later);
  const schema = schemaOf(database);

  await assert.rejects(migrate(db), (error) => {
    assert.ok(error instanceof SchemaTooNewError);
    assert.deepEqual(error.unknown, ['9999-later']);
    return true;
  });
  assert.deepEqual(schemaOf(database), schema);
});

test('a store does not open on the database of a later version', async (t) => {
  const file = await databaseFile(t);
  await (await openSqliteStore({ file })).close();
  const database = new BetterSqlite3(file);
  database.exec("insert into kysely_migration values ('9999-later', '2100-01-01T00:00:00.000Z')");
  database.close();

  await assert.rejects(openSqliteStore({ file }), SchemaTooNewError);
  await assert.rejects(openSqliteStore({ file }), SchemaTooNewError);
});

test('several that open a new file at once agree on the tables', async (t) => {
  const file = await databaseFile(t);

  const stores = await Promise.all(Array.from({ length: 4 }, () => openSqliteStore({ file })));
  t.after(() => Promise.all(stores.map((store) => store.close())));

  for (const store of stores) await store.check();
});
