import type BetterSqlite3 from 'better-sqlite3';

import type { StorageUnavailableError } from '../errors.ts';
import { migrate, migrationState } from './migrate.ts';
import { migrations, type StoreMigration } from './migrations/all.ts';
import { isLocked, SqliteConnection, pauseBeforeRetry, retryWhileLocked } from './sqlite-connection.ts';
import { kyselyOn, openSqliteReader, openSqliteWriter, setPragma } from './sqlite-database.ts';
import { databaseFilesUnavailable } from './sqlite-health.ts';
import { issuedIds, raiseIdCounters, writeGuardFile } from './sqlite-guard-file.ts';
import { stampTransaction } from './sqlite-wal-match.ts';

/** How long a start waits for another process that migrates. */
export const MIGRATION_LOCK_TIMEOUT_MS = 30_000;

/**
 * Migrates, tries a write, and raises the id counters, in one exclusive transaction.
 *
 * Resolves to a sentence for the operator, if there is one.
 */
export async function prepareExclusively(
  writer: BetterSqlite3.Database,
  path: string,
  lockTimeoutMs = MIGRATION_LOCK_TIMEOUT_MS,
): Promise<string | undefined> {
  const connection = new SqliteConnection(writer, { readOnly: false });
  setPragma(writer, 'synchronous = full');
  setPragma(writer, 'secure_delete = on');
  // Otherwise a migration that replaces a table would delete the rows that refer to it
  // (sqlite.org/lang_altertable.html).
  setPragma(writer, 'foreign_keys = off');
  await retryWhileLocked(() => connection.run('begin immediate'), lockTimeoutMs);
  try {
    const migrated = await migrate(kyselyOn(connection));
    // Only after migrations, because it reads every row while other processes wait: seconds for a million rows. At
    // other times SQLite itself refuses dangling references.
    if (migrated.length > 0 && connection.prepare('pragma foreign_key_check').all([]).length > 0) {
      throw new Error('A migration leaves rows that refer to nothing.');
    }
    probeWrite(connection);
    const warning = raiseIdCounters(connection, path);
    writeGuardFile(path, { ids: issuedIds(connection) });
    stampTransaction(connection);
    connection.run('commit');
    return warning;
  } catch (error) {
    if (connection.inTransaction) connection.run('rollback');
    throw error;
  }
}

/**
 * Writes about as much as a page load, and deletes it again, inside a transaction.
 *
 * It needs new database pages, so it fails if a page load would fail, even if smaller writes would still work.
 */
export function probeWrite(connection: SqliteConnection): void {
  connection.run("insert into used_tokens (organization, token_hash, expires_at) values ('', randomblob(8192), 0)");
  connection.run("delete from used_tokens where organization = ''");
}

/**
 * Runs the migrations if one of them must run while no other process has the file open. Other connections of this
 * process count too.
 *
 * SQLite's locks show that: a connection holds a shared lock on a file with a write-ahead log from its first read until
 * it is closed, in this and every older version. A connection in exclusive locking mode gets its lock only if there is
 * no other lock, and keeps it until it is closed (sqlite.org/pragma.html#pragma_locking_mode). The operating system
 * releases the locks of a process that dies.
 *
 * Resolves to a sentence for the operator, if there is one. Throws `StorageUnavailableError` after `timeoutMs`, with
 * nothing changed.
 */
export async function migrateAlone(
  path: string,
  timeoutMs: number,
  known: Readonly<Record<string, StoreMigration>> = migrations,
): Promise<string | undefined> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    let names: readonly string[] = [];
    try {
      // Reads them again each time, because another process may have migrated.
      names = await readMigrationsToRunAlone(path, known);
      return names.length > 0 ? await prepareAlone(path) : undefined;
    } catch (error) {
      if (!isLocked(error)) throw error;
      if (performance.now() >= deadline) throw fileInUseError(path, names);
    }
    await pauseBeforeRetry();
  }
}

/**
 * Tells whether {@link migrateAlone} has something to do, or something to wait for: another process that has locked the file
 * may be migrating it.
 */
export async function mustMigrateAlone(database: BetterSqlite3.Database): Promise<boolean> {
  try {
    return (await migrationsToRunAlone(database, migrations)).length > 0;
  } catch (error) {
    if (isLocked(error)) return true;
    throw error;
  }
}

/** A new file has no tables that another process could use, so its migrations need not run alone. */
async function migrationsToRunAlone(
  database: BetterSqlite3.Database,
  known: Readonly<Record<string, StoreMigration>>,
): Promise<readonly string[]> {
  const connection = new SqliteConnection(database, { readOnly: true });
  const { missing } = await migrationState(kyselyOn(connection), known);
  const isNew = missing.length === Object.keys(known).length;
  return isNew ? [] : missing.filter((name) => known[name]?.runsAlone);
}

async function readMigrationsToRunAlone(
  path: string,
  known: Readonly<Record<string, StoreMigration>>,
): Promise<readonly string[]> {
  const reader = openSqliteReader(path);
  try {
    return await migrationsToRunAlone(reader, known);
  } finally {
    reader.close();
  }
}

async function prepareAlone(path: string): Promise<string | undefined> {
  const writer = openSqliteWriter(path);
  try {
    setPragma(writer, 'locking_mode = exclusive');
    return await prepareExclusively(writer, path, 0);
  } finally {
    writer.close();
  }
}

function fileInUseError(path: string, names: readonly string[]): StorageUnavailableError {
  return databaseFilesUnavailable(
    `Another process has ${path} open, and a migration (${names.join(', ') || 'of another process'}) renames or drops ` +
      'what it may use. This process has changed nothing. Stop every process that uses the database, and start again',
  );
}
