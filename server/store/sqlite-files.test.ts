import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { mkdir, readFile, stat, writeFile } from 'node:fs/promises';
import { describe, test, type TestContext } from 'node:test';

import { StorageUnavailableError } from '../errors.ts';
import { openSqliteConnections } from './sqlite-open.ts';
import { openSqliteStore, sqliteStore } from './sqlite-store.ts';
import { createConnection, seedTenant, hashOf, newSession, NOW, ensureTenant } from './testing/seed-store.ts';
import { makeTemporaryFolder, type TemporaryFolder } from './testing/temporary-folder.ts';

async function folderOf(t: TestContext): Promise<TemporaryFolder> {
  const folder = await makeTemporaryFolder();
  t.after(() => folder.remove());
  return folder;
}

test('acknowledged writes are kept after a restart, and ids continue', async (t) => {
  const file = (await folderOf(t)).path('embed.db');
  const first = await openSqliteStore({ file });
  const scope = await ensureTenant(first, 'acme', '42');
  const { connection } = await seedTenant(first, scope);
  await first.close();

  const second = await openSqliteStore({ file });
  t.after(() => second.close());

  assert.deepEqual(await second.connections.find(scope, connection.id), connection);
  assert.ok((await createConnection(second, scope)).id > connection.id);
});

test('another process sees an acknowledged write at once', async (t) => {
  const file = (await folderOf(t)).path('embed.db');
  const first = await openSqliteStore({ file });
  const second = await openSqliteStore({ file });
  t.after(() => Promise.all([first.close(), second.close()]));

  const scope = await ensureTenant(first, 'acme', '42');

  assert.equal((await second.tenants.findByKey('acme', '42'))?.id, scope.tenantId);
  assert.equal((await ensureTenant(second, 'acme', '42')).tenantId, scope.tenantId);
});

test('only the owner can read a new folder and new files', async (t) => {
  const folder = await folderOf(t);
  const file = folder.path('new/data/embed.db');
  const store = await openSqliteStore({ file });
  t.after(() => store.close());
  await ensureTenant(store, 'acme', '42');

  const modeOf = async (path: string) => (await stat(path)).mode & 0o777;
  for (const path of ['new', 'new/data']) assert.equal(await modeOf(folder.path(path)), 0o700, path);
  for (const suffix of ['', '-wal', '-shm']) assert.equal(await modeOf(file + suffix), 0o600, suffix);
});

test('the modes of an existing folder and file are not changed', async (t) => {
  const folder = await folderOf(t);
  await mkdir(folder.path('data'), { mode: 0o750 });
  await writeFile(folder.path('data/embed.db'), '', { mode: 0o640 });

  const store = await openSqliteStore({ file: folder.path('data/embed.db') });
  await store.close();

  assert.equal((await stat(folder.path('data'))).mode & 0o777, 0o750);
  assert.equal((await stat(folder.path('data/embed.db'))).mode & 0o777, 0o640);
});

test('after closing, one file contains everything', async (t) => {
  const file = (await folderOf(t)).path('embed.db');
  const store = await openSqliteStore({ file });
  const written = ensureTenant(store, 'acme', 'a-key-to-look-for');
  await store.close();
  await written;

  assert.ok(!existsSync(`${file}-wal`));
  assert.ok((await readFile(file)).includes('a-key-to-look-for'));
});

test('deleted credentials are overwritten in the file', async (t) => {
  const file = (await folderOf(t)).path('embed.db');
  const credentials = Buffer.from(hashOf('credentials'));
  const first = await openSqliteStore({ file });
  const scope = await ensureTenant(first, 'acme', '42');
  const { id } = await first.write(async ({ connections }) => {
    const created = await connections.create(scope, { connector: 'gwt', userKey: null, name: 'GWT', now: NOW });
    await connections.change(created, { credentials }, NOW);
    return created;
  });
  await first.close();
  assert.ok((await readFile(file)).includes(credentials));

  const second = await openSqliteStore({ file });
  await second.write(({ connections }) => connections.delete(scope, id));
  await second.close();

  assert.ok(!(await readFile(file)).includes(credentials));
});

test('the connections are durable, check references and overwrite deleted data, and one is read-only', async (t) => {
  const { writer, reader } = await openSqliteConnections((await folderOf(t)).path('embed.db'));
  t.after(() => {
    reader.close();
    writer.close();
  });

  const pragma = (name: string) => writer.pragma(name, { simple: true });
  assert.equal(pragma('journal_mode'), 'wal');
  assert.equal(pragma('synchronous'), 2);
  assert.equal(pragma('foreign_keys'), 1);
  assert.equal(pragma('secure_delete'), 1);
  assert.ok(Number(pragma('busy_timeout')) > 0);
  assert.throws(() => reader.exec('delete from tenants'), { code: 'SQLITE_READONLY' });
});

test('a full disk refuses writes completely, allows reads, and recovers when there is space again', async (t) => {
  const connections = await openSqliteConnections((await folderOf(t)).path('embed.db'));
  const store = sqliteStore(connections);
  t.after(() => store.close());
  const scope = await ensureTenant(store, 'acme', '42');
  const pages = Number(connections.writer.pragma('page_count', { simple: true }));
  const context = JSON.stringify('x'.repeat(100_000));
  const session = (name: string) => ({ ...newSession(scope, name), context });

  connections.writer.pragma(`max_page_count = ${pages + 10}`);
  const results = await Promise.allSettled([
    store.write(({ tenants }) => tenants.ensure('acme', '43', NOW)),
    store.write(async ({ sessions, usedTokens }) => {
      await usedTokens.use('acme', 'jti', NOW + 1, NOW);
      await sessions.create(session('a'));
    }),
  ]);
  assert.ok(results[1].status === 'rejected' && results[1].reason instanceof StorageUnavailableError);
  assert.ok(results[1].reason.cause instanceof Error);
  await assert.rejects(store.check(), StorageUnavailableError);
  assert.equal(await store.sessions.find(hashOf('a'), NOW), undefined);
  assert.equal((await store.tenants.findByKey('acme', '43')) !== undefined, results[0].status === 'fulfilled');

  connections.writer.pragma('max_page_count = 1000000');
  await store.write(async ({ sessions, usedTokens }) => {
    assert.equal(await usedTokens.use('acme', 'jti', NOW + 1, NOW), true);
    await sessions.create(session('a'));
  });
  assert.ok(await store.sessions.find(hashOf('a'), NOW));
  await store.check();
});

describe('opening is refused as unavailable when the path', () => {
  const places: Readonly<Record<string, (folder: TemporaryFolder) => Promise<string>>> = {
    'is not a database': async (folder) => {
      await writeFile(
        folder.path('embed.db'),
        'something else entirely, and longer than a header of SQLite is, '.repeat(20),
      );
      return folder.path('embed.db');
    },
    'is a folder': async (folder) => {
      await mkdir(folder.path('embed.db'));
      return folder.path('embed.db');
    },
    'leads through a file': async (folder) => {
      await writeFile(folder.path('file'), '');
      return folder.path('file/embed.db');
    },
    'leads through a file further up': async (folder) => {
      await writeFile(folder.path('file'), '');
      return folder.path('file/data/embed.db');
    },
  };
  for (const [what, place] of Object.entries(places)) {
    test(what, async (t) => {
      const file = await place(await folderOf(t));

      await assert.rejects(openSqliteStore({ file }), StorageUnavailableError);
    });
  }
});
