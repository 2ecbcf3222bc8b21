import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import type BetterSqlite3 from 'better-sqlite3';

import { StorageUnavailableError } from '../errors.ts';
import { openSqliteReader, openSqliteWriter, setPragma } from './sqlite-database.ts';
import { databaseFilesUnavailable, fileIdentity, SqliteFileCheck } from './sqlite-health.ts';
import { syncGuardFile } from './sqlite-guard-file.ts';
import { retryWhileLocked } from './sqlite-connection.ts';
import { MIGRATION_LOCK_TIMEOUT_MS, migrateAlone, mustMigrateAlone, prepareExclusively } from './sqlite-prepare.ts';
import { assertMatchingWal } from './sqlite-wal-match.ts';

/** How long a start waits until no other process has the file open, if a migration requires it. */
const ALONE_TIMEOUT_MS = 10_000;

/** The two connections of a process. Readers never wait for the writer, nor the writer for them. */
export interface SqliteConnections {
  /** Absolute path of the database file. */
  readonly path: string;
  readonly writer: BetterSqlite3.Database;
  /** Cannot write. */
  readonly reader: BetterSqlite3.Database;
  readonly fileCheck: SqliteFileCheck;
}

/** Options of {@link openSqliteConnections}. */
export interface OpenOptions {
  /** Whether a missing file is an error. By default it is created. */
  readonly mustExist?: boolean | undefined;
  /** Called with a sentence for the operator. */
  readonly warn?: ((message: string) => void) | undefined;
  /** For tests only: called with every statement of both connections, values included. */
  readonly onStatement?: ((sql: string) => void) | undefined;
  /** How long to wait until no other process has the file open, if a migration requires it. 10 s by default. */
  readonly aloneTimeoutMs?: number | undefined;
}

/**
 * Opens a database file and migrates its tables to this version. Creates a missing file and folder, unless `mustExist`
 * is set.
 *
 * Only the owner can read new files. Modes of existing files do not change. Throws `SchemaTooNewError`, and
 * `StorageUnavailableError` if the file is not readable and writable, if its log belongs to another file, if it is
 * missing and must exist, or if a migration must run alone and another process has the file open.
 */
export async function openSqliteConnections(
  file: string,
  { mustExist = false, warn, onStatement, aloneTimeoutMs = ALONE_TIMEOUT_MS }: OpenOptions = {},
): Promise<SqliteConnections> {
  const path = resolve(file);
  assertMatchingWal(path);
  if (!mustExist) createWithOwnerOnlyMode(path);
  const identity = fileIdentity(path);
  if (identity === undefined) throw missingDatabaseError(path);
  let writer = openSqliteWriter(path, onStatement);
  try {
    let warningBefore: string | undefined;
    if (await mustMigrateAlone(writer)) {
      // An open connection would keep the migrations from running alone.
      writer.close();
      warningBefore = await migrateAlone(path, aloneTimeoutMs);
      writer = openSqliteWriter(path, onStatement);
    }
    await retryWhileLocked(() => setPragma(writer, 'journal_mode = wal'), MIGRATION_LOCK_TIMEOUT_MS);
    if (writer.pragma('journal_mode', { simple: true }) !== 'wal') {
      const cause = new Error('The file system does not let SQLite keep a write-ahead log.');
      throw new StorageUnavailableError({ cause });
    }
    const warning = await prepareExclusively(writer, path);
    setPragma(writer, 'foreign_keys = on');
    syncGuardFile(path);
    for (const sentence of [warningBefore, warning]) if (sentence !== undefined) warn?.(sentence);
    const reader = openSqliteReader(path, onStatement);
    try {
      // SQLite opens the log at the first read. This read opens it before it can be deleted.
      setPragma(reader, 'schema_version');
      const fileCheck = new SqliteFileCheck(path, identity);
      fileCheck.check();
      return { path, writer, reader, fileCheck };
    } catch (error) {
      reader.close();
      throw error;
    }
  } catch (error) {
    writer.close();
    throw error;
  }
}

function missingDatabaseError(path: string): StorageUnavailableError {
  return databaseFilesUnavailable(
    `There is no database at ${path}. If it was deleted, restore it; a start of the server makes a new one`,
  );
}

/** Creates the file for its owner only. SQLite gives its other files the same mode. */
function createWithOwnerOnlyMode(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Exclusive creation: closing an existing file would release this process's locks on it (POSIX).
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return;
    throw new StorageUnavailableError({ cause });
  }
}
