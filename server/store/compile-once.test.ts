import assert from 'node:assert/strict';
import { test } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';

import { compileOnce } from './compile-once.ts';
import { migrate } from './migrate.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { kyselyOn } from './sqlite-database.ts';

test('a query that is built once takes its values from each run, and keeps its constants', async (t) => {
  const database = new BetterSqlite3(':memory:');
  t.after(() => database.close());
  const db = kyselyOn(new SqliteConnection(database, { readOnly: false }));
  await migrate(db);
  let builds = 0;
  const between = compileOnce((kysely, { least, most }: { readonly least: number; readonly most: number }) => {
    builds += 1;
    return kysely
      .selectFrom('counters')
      .select('name')
      .where('value', '<', most)
      .where('value', '>=', least)
      .where('name', '!=', 'tenant');
  });
  await db.updateTable('counters').set({ value: 5 }).where('name', 'in', ['activity', 'tenant']).execute();
  await db.updateTable('counters').set({ value: 10 }).where('name', '=', 'connection').execute();

  assert.deepEqual(await between(db, { least: 5, most: 10 }), [{ name: 'activity' }]);
  assert.deepEqual(await between(db, { most: 11, least: 6 }), [{ name: 'connection' }]);
  assert.equal(builds, 1);
});
