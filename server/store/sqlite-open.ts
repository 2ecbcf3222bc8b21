import { closeSync, mkdirSync, openSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';

import { StorageUnavailableError } from '../errors.ts';
import { migrate } from './migrate.ts';
import type { Database } from './schema.ts';
import { SqliteConnection, translateSqliteErrors } from './sqlite-connection.ts';
import { databaseFilesUnavailable, fileIdentity, SqliteFileCheck } from './sqlite-file-check.ts';
import { issuedIds, raiseIdCounters, syncGuardFile, writeGuardFile } from './sqlite-guard-file.ts';
import { retryWhileLocked } from './sqlite-lock.ts';
import { stampTransaction, assertMatchingWal } from './sqlite-wal-match.ts';

/**
 * How long SQLite may wait for another process that writes. The process blocks during this time, so it is just long
 * enough for an ordinary write. Longer waits use `retryWhileLocked`.
 */
const WRITER_BUSY_TIMEOUT_MS = 25;

/** Readers only wait for a process that restores the log after a crash of another process. */
const READER_BUSY_TIMEOUT_MS = 1000;

/** How long a start waits for another process that migrates. */
const MIGRATION_LOCK_TIMEOUT_MS = 30_000;

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
  /** Called with every statement of both connections, values included, so only for tests. */
  readonly onStatement?: ((sql: string) => void) | undefined;
}

/**
 * Opens a database file, creates it and its folder when they are missing unless it must exist, and brings its tables up
 * to this version.
 *
 * What it creates only the owner may read. Modes of what exists are left as they are. Throws `SchemaTooNewError`, and
 * `StorageUnavailableError` when the file cannot be read and written, its log belongs to another file, or it is missing
 * and must exist.
 */
export async function openSqliteConnections(
  file: string,
  { mustExist = false, warn, onStatement }: OpenOptions = {},
): Promise<SqliteConnections> {
  const path = resolve(file);
  assertMatchingWal(path);
  if (!mustExist) createWithOwnerOnlyMode(path);
  const identity = fileIdentity(path);
  if (identity === undefined) throw missingDatabaseError(path);
  const writer = openDatabase(path, WRITER_BUSY_TIMEOUT_MS, onStatement);
  try {
    await retryWhileLocked(() => setPragma(writer, 'journal_mode = wal'), MIGRATION_LOCK_TIMEOUT_MS);
    if (writer.pragma('journal_mode', { simple: true }) !== 'wal') {
      const cause = new Error('The file system does not let SQLite keep a write-ahead log.');
      throw new StorageUnavailableError({ cause });
    }
    setPragma(writer, 'synchronous = full');
    setPragma(writer, 'secure_delete = on');
    const warning = await prepareExclusively(writer, path);
    setPragma(writer, 'foreign_keys = on');
    syncGuardFile(path);
    if (warning !== undefined) warn?.(warning);
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

/**
 * Opens a database file that exists, as it stands, only to read. Throws `StorageUnavailableError`.
 *
 * @param onStatement As in {@link OpenOptions}.
 */
export function openSqliteReader(file: string, onStatement?: (sql: string) => void): BetterSqlite3.Database {
  // Not opened as read-only: such a connection may make the files of the log, and must then leave them behind.
  const reader = openDatabase(resolve(file), READER_BUSY_TIMEOUT_MS, onStatement);
  setPragma(reader, 'query_only = on');
  return reader;
}

/** Kysely on a connection. Costs next to nothing to make. */
export function kyselyOn(connection: Pick<SqliteConnection, 'prepare' | 'close'>): Kysely<Database> {
  return new Kysely<Database>({ dialect: new SqliteDialect({ database: connection }) });
}

function openDatabase(path: string, timeout: number, onStatement?: (sql: string) => void): BetterSqlite3.Database {
  const verbose = onStatement && ((sql: unknown) => onStatement(String(sql)));
  return translateSqliteErrors(() => new BetterSqlite3(path, { timeout, fileMustExist: true, verbose }));
}

function setPragma(database: BetterSqlite3.Database, pragma: string): void {
  translateSqliteErrors(() => database.pragma(pragma));
}

function missingDatabaseError(path: string): StorageUnavailableError {
  return databaseFilesUnavailable(
    `There is no database at ${path}. If it was deleted, restore it; a start of the server makes a new one`,
  );
}

/** SQLite gives the files it puts beside the database the mode of the database. */
function createWithOwnerOnlyMode(path: string): void {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 });
    // Exclusively: opening and closing a file that is in use would drop this process's locks on it (POSIX).
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return;
    throw new StorageUnavailableError({ cause });
  }
}

/**
 * Migrates, tries a write, and raises ids, in one transaction that keeps every other process out.
 *
 * Resolves to a sentence for the operator, if there is one.
 */
async function prepareExclusively(writer: BetterSqlite3.Database, path: string): Promise<string | undefined> {
  const connection = new SqliteConnection(writer, { readOnly: false });
  // A migration that replaces a table would else delete the rows that refer to the old one (sqlite.org/lang_altertable.html).
  setPragma(writer, 'foreign_keys = off');
  await retryWhileLocked(() => connection.run('begin immediate'), MIGRATION_LOCK_TIMEOUT_MS);
  try {
    const migrated = await migrate(kyselyOn(connection));
    // Reads every row while other processes wait for the lock: seconds at a million rows. Between migrations SQLite
    // itself refuses a row that refers to nothing.
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
 * Writes about as much as opening a page does, and takes it back, inside a transaction.
 *
 * Needs room for new pages, so it fails where a page could not be opened, and not only where nothing at all fits.
 */
export function probeWrite(connection: SqliteConnection): void {
  connection.run("insert into used_tokens (organization, token_hash, expires_at) values ('', randomblob(8192), 0)");
  connection.run("delete from used_tokens where organization = ''");
}
