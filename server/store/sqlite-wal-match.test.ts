import assert from 'node:assert/strict';
import { copyFile, readFile, rm, writeFile } from 'node:fs/promises';
import { describe, test, type TestContext } from 'node:test';
import BetterSqlite3 from 'better-sqlite3';

import { StorageUnavailableError } from '../errors.ts';
import { DatabaseFilesError } from './sqlite-health.ts';
import { inspectSqliteFile } from './sqlite-inspect.ts';
import { openSqliteConnections } from './sqlite-open.ts';
import { assertMatchingWal } from './sqlite-wal-match.ts';
import { openSqliteStore, sqliteStore } from './sqlite-store.ts';
import type { Store } from './store.ts';
import { ensureTenant } from './testing/seed-store.ts';
import { makeTemporaryFolder } from './testing/temporary-folder.ts';

interface Running {
  readonly file: string;
  readonly store: Store;
  readonly writer: BetterSqlite3.Database;
  readonly reader: BetterSqlite3.Database;
  /** Path of a file in the folder of the database. */
  readonly path: (name: string) => string;
  /** Copies the database and its log in their present state, as after SIGKILL. Resolves to the path of the copy. */
  readonly killed: (name: string) => Promise<string>;
}

async function run(t: TestContext): Promise<Running> {
  const folder = await makeTemporaryFolder();
  const path = (name: string) => folder.path(name);
  const file = path('embed.db');
  const { writer, reader, ...others } = await openSqliteConnections(file);
  const store = sqliteStore({ writer, reader, ...others });
  t.after(async () => {
    await store.close();
    await folder.remove();
  });
  const killed = async (name: string) => {
    for (const suffix of ['', '-wal']) await copyFile(file + suffix, path(name) + suffix);
    return path(name);
  };
  return { file, store, writer, reader, path, killed };
}

const isRefusal = (error: unknown) => {
  assert.ok(error instanceof StorageUnavailableError);
  assert.ok(error.cause instanceof DatabaseFilesError);
  assert.match(error.cause.message, /-wal is the log of another file than .*delete .*-wal and .*-shm/);
  return true;
};

async function assertRefused(file: string): Promise<void> {
  const before = await Promise.all(['', '-wal'].map((suffix) => readFile(file + suffix)));
  await assert.rejects(openSqliteStore({ file }), isRefusal);
  await assert.rejects(inspectSqliteFile({ file }), isRefusal);
  assert.deepEqual(await Promise.all(['', '-wal'].map((suffix) => readFile(file + suffix))), before);
}

async function assertStarts(file: string, ...keys: readonly string[]): Promise<void> {
  const store = await openSqliteStore({ file });
  try {
    for (const key of keys) assert.ok(await store.tenants.findByKey('acme', key), key);
  } finally {
    await store.close();
  }
}

/** Moves all rows of the log into the database file. The next transaction restarts the log. */
function checkpoint({ writer }: Running): void {
  const [answer] = writer.pragma('wal_checkpoint(full)') as { log: number; checkpointed: number }[];
  assert.ok(answer && answer.checkpointed === answer.log);
}

describe('a start over the log of a killed server is refused when the database file', () => {
  test('was overwritten with a backup from an earlier run of the log', async (t) => {
    const running = await run(t);
    await ensureTenant(running.store, 'acme', 'before');
    await running.writer.backup(running.path('backup.db'));
    await ensureTenant(running.store, 'acme', 'between');
    checkpoint(running);
    await ensureTenant(running.store, 'acme', 'newer');
    const killed = await running.killed('killed.db');

    await copyFile(running.path('backup.db'), killed);
    await assertRefused(killed);

    for (const suffix of ['-wal', '-shm']) await rm(killed + suffix, { force: true });
    await assertStarts(killed, 'before');
  });

  test('was overwritten with a backup from the time of the log', async (t) => {
    const running = await run(t);
    await ensureTenant(running.store, 'acme', 'before');
    await running.writer.backup(running.path('backup.db'));
    await ensureTenant(running.store, 'acme', 'newer');
    const killed = await running.killed('killed.db');

    await copyFile(running.path('backup.db'), killed);

    await assertRefused(killed);
  });

  test('was overwritten with a copy from an earlier stop', async (t) => {
    const running = await run(t);
    checkpoint(running);
    await copyFile(running.file, running.path('stopped.db'));
    await ensureTenant(running.store, 'acme', 'before');
    checkpoint(running);
    await ensureTenant(running.store, 'acme', 'newer');
    const killed = await running.killed('killed.db');

    await copyFile(running.path('stopped.db'), killed);

    await assertRefused(killed);
  });

  test('was new and was overwritten with the database of another server', async (t) => {
    const other = await run(t);
    await ensureTenant(other.store, 'acme', 'other');
    checkpoint(other);
    const killed = await (await run(t)).killed('killed.db');

    await copyFile(other.file, killed);

    await assertRefused(killed);
  });

  test('is empty', async (t) => {
    const killed = await (await run(t)).killed('killed.db');

    await writeFile(killed, '');

    await assertRefused(killed);
  });
});

describe('a start over the log of a killed server uses the log', () => {
  test('when the whole folder was copied', async (t) => {
    const { file, store, killed } = await run(t);
    await ensureTenant(store, 'acme', 'before');
    const copy = await killed('copy.db');
    await copyFile(`${file}-guard`, `${copy}-guard`);

    await assertStarts(copy, 'before');
  });

  test('after a partial checkpoint, after a complete one, and after a restart of the log', async (t) => {
    const running = await run(t);
    const { store, writer, reader } = running;
    for (const round of ['first', 'second']) {
      await ensureTenant(store, 'acme', `${round} a`);
      reader.exec('begin; select * from tenants');
      await ensureTenant(store, 'acme', `${round} b`);
      // The open reader limits the checkpoint to the rows that the reader sees.
      const [partly] = writer.pragma('wal_checkpoint(passive)') as { log: number; checkpointed: number }[];
      assert.ok(partly && partly.checkpointed > 0 && partly.checkpointed < partly.log);
      await assertStarts(await running.killed(`${round}-partly.db`), `${round} a`, `${round} b`);
      await ensureTenant(store, 'acme', `${round} c`);
      await assertStarts(await running.killed(`${round}-more.db`), `${round} a`, `${round} b`, `${round} c`);
      reader.exec('commit');

      checkpoint(running);
      await assertStarts(await running.killed(`${round}-whole.db`), `${round} c`);
      await ensureTenant(store, 'acme', `${round} d`);
      await assertStarts(await running.killed(`${round}-again.db`), `${round} c`, `${round} d`);
    }
  });

  test('when another program has written to the database meanwhile', async (t) => {
    const running = await run(t);
    checkpoint(running);
    const other = new BetterSqlite3(running.file);
    other.exec('create table of_another_program (id integer)');
    other.close();
    await assertStarts(await running.killed('other.db'));
    await ensureTenant(running.store, 'acme', 'after');

    await assertStarts(await running.killed('both.db'), 'after');
  });

  test('when a power failure has truncated or overwritten its end, at any position', async (t) => {
    const running = await run(t);
    checkpoint(running);
    await ensureTenant(running.store, 'acme', 'before');
    const killed = await running.killed('killed.db');
    const log = await readFile(`${killed}-wal`);

    for (let length = 0; length <= log.length; length += 1021) {
      const zeros = Buffer.alloc(log.length - length);
      for (const rest of [log.subarray(0, length), Buffer.concat([log.subarray(0, length), zeros])]) {
        await writeFile(`${killed}-wal`, rest);
        assert.doesNotThrow(() => assertMatchingWal(killed), `${length}`);
      }
    }
    await assertStarts(killed);
  });
});
