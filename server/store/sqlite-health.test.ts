import assert from 'node:assert/strict';
import { open, writeFile } from 'node:fs/promises';
import { describe, test, type TestContext } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';

import { StorageUnavailableError } from '../errors.ts';
import { openSqliteConnections } from './sqlite-open.ts';
import { openSqliteStore, sqliteStore } from './sqlite-store.ts';
import { hashOf, newSession, NOW, ensureTenant } from './testing/seed-store.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

async function databaseFile(t: TestContext): Promise<string> {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  return folder.path('embed.db');
}

/** A store whose clock the test controls. */
async function openStore(t: TestContext, file?: string) {
  let now = 0;
  let commits = 0;
  const connections = await openSqliteConnections(file ?? (await databaseFile(t)), {
    onStatement: (sql) => (commits += Number(sql === 'commit')),
  });
  const { writer } = connections;
  const store = sqliteStore(connections, { now: () => now });
  t.after(() => store.close());
  commits = 0;
  return {
    store,
    writer,
    /** How many transactions were committed. */
    commits: () => commits,
    advance: (seconds: number) => (now += seconds * 1000),
    fillDisk: () => {
      writer.exec('create table ballast (content)');
      // SQLite raises the limit to the present number of pages.
      writer.pragma('max_page_count = 1');
      const fill = writer.prepare('insert into ballast values (zeroblob(3000))');
      assert.throws(() => {
        for (;;) fill.run();
      }, /full/);
    },
    makeRoom: () => writer.pragma('max_page_count = 1000000'),
  };
}

const unavailable = (code: string) => (error: unknown) => {
  assert.ok(error instanceof StorageUnavailableError);
  assert.ok(error.cause instanceof BetterSqlite3.SqliteError);
  assert.equal(error.cause.code, code);
  return true;
};

/** Creates a session that is large enough to need new pages. */
const createSession = (scope: Awaited<ReturnType<typeof ensureTenant>>, name: string) => {
  return { ...newSession(scope, name), context: JSON.stringify('x'.repeat(20_000)) };
};

/** Overwrites the first page of a table or index, like a failing disk. The database must be closed. */
async function damage(file: string, name: string): Promise<void> {
  const database = new BetterSqlite3(file);
  const root = database.prepare('select rootpage from sqlite_schema where name = ?').pluck().get(name);
  const pageBytes = Number(database.pragma('page_size', { simple: true }));
  database.close();
  const handle = await open(file, 'r+');
  await handle.write(Buffer.alloc(pageBytes, 0xff), 0, pageBytes, (Number(root) - 1) * pageBytes);
  await handle.close();
}

describe('a check fails after', () => {
  test('a write on a full disk, until a write works again', async (t) => {
    const { store, fillDisk, makeRoom } = await openStore(t);
    const scope = await ensureTenant(store, 'acme', '42');
    fillDisk();
    const write = () => store.write(({ sessions }) => sessions.create(createSession(scope, 'a')));

    await assert.rejects(write(), StorageUnavailableError);
    await assert.rejects(store.check(), unavailable('SQLITE_FULL'));

    makeRoom();
    await assert.rejects(store.check(), unavailable('SQLITE_FULL'));
    await write();
    await store.check();
  });

  test('a failed write, even if a transaction without changes works meanwhile', async (t) => {
    const { store, fillDisk } = await openStore(t);
    const scope = await ensureTenant(store, 'acme', '42');
    fillDisk();

    await assert.rejects(store.write(({ sessions }) => sessions.create(createSession(scope, 'a'))));
    assert.equal(await store.write(({ sessions }) => sessions.deleteExpired(NOW)), 0);

    await assert.rejects(store.check(), unavailable('SQLITE_FULL'));
  });

  test('a read of a damaged page, until a write of a request works', async (t) => {
    const file = await databaseFile(t);
    await (await openSqliteStore({ file })).close();
    await damage(file, 'sqlite_autoindex_sessions_1');
    const { store, advance, commits } = await openStore(t, file);
    await store.check();

    await assert.rejects(store.sessions.find(hashOf('a'), NOW), unavailable('SQLITE_CORRUPT'));

    advance(3600);
    await assert.rejects(store.check(), unavailable('SQLITE_CORRUPT'));
    await assert.rejects(store.checkWritable(), unavailable('SQLITE_CORRUPT'));
    assert.equal(commits(), 0);
    await ensureTenant(store, 'acme', '42');
    await store.checkWritable();
  });
});

describe('a check that writes', () => {
  test('writes at most once a minute, and not while others write', async (t) => {
    const { store, advance, commits } = await openStore(t);

    await store.checkWritable();
    assert.equal(commits(), 0);
    advance(60);
    await store.check();
    assert.equal(commits(), 0);
    await Promise.all(Array.from({ length: 10 }, () => store.checkWritable()));
    assert.equal(commits(), 1);
    advance(59);
    await ensureTenant(store, 'acme', '42');
    advance(59);
    await store.checkWritable();
    assert.equal(commits(), 2);
  });

  test('notices that an idle database is no longer writable, and that it is writable again', async (t) => {
    const { store, writer, advance } = await openStore(t);
    writer.pragma('query_only = on');
    advance(60);

    await assert.rejects(store.checkWritable(), unavailable('SQLITE_READONLY'));
    writer.pragma('query_only = off');
    await assert.rejects(store.checkWritable(), unavailable('SQLITE_READONLY'));
    advance(2);
    await store.checkWritable();
    await store.check();
  });

  test('needs as much space as a page load', async (t) => {
    const { store, fillDisk, makeRoom, advance } = await openStore(t);
    fillDisk();
    advance(60);

    await assert.rejects(store.checkWritable(), unavailable('SQLITE_FULL'));
    advance(2);
    await assert.rejects(store.checkWritable(), unavailable('SQLITE_FULL'));
    makeRoom();
    advance(2);
    await store.checkWritable();
  });

  test('leaves no row behind', async (t) => {
    const { store, writer, advance } = await openStore(t);
    advance(60);
    await store.checkWritable();

    assert.equal(writer.prepare('select count(*) from used_tokens').pluck().get(), 0);
  });

  test('waits for a lock that another process holds briefly', async (t) => {
    const file = await databaseFile(t);
    const { store, advance } = await openStore(t, file);
    const other = new BetterSqlite3(file);
    t.after(() => other.close());
    other.exec('begin immediate');
    advance(60);
    const checked = store.checkWritable();
    other.exec('rollback');

    await checked;
  });
});

describe('a start is refused when the database', () => {
  test('is read-only', async (t) => {
    const file = await databaseFile(t);
    await (await openSqliteStore({ file })).close();
    const handle = await open(file, 'r+');
    // SQLite treats a file with an unknown write version as read-only (sqlite.org/fileformat2.html, 1.3.3).
    await handle.write(Buffer.from([3]), 0, 1, 18);
    await handle.close();

    await assert.rejects(openSqliteStore({ file }), unavailable('SQLITE_READONLY'));
  });

  test('has a damaged page that every page load writes', async (t) => {
    const file = await databaseFile(t);
    await (await openSqliteStore({ file })).close();
    await damage(file, 'used_tokens');

    await assert.rejects(openSqliteStore({ file }), unavailable('SQLITE_CORRUPT'));
  });

  test('is another program’s file', async (t) => {
    const file = await databaseFile(t);
    await writeFile(file, 'something else entirely, and longer than a header of SQLite is, '.repeat(20));

    await assert.rejects(openSqliteStore({ file }), unavailable('SQLITE_NOTADB'));
  });
});
