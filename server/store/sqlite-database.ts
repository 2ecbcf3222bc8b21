import { resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import { Kysely, SqliteDialect } from 'kysely';

import type { Database } from './schema.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { translateSqliteErrors } from './sqlite-connection.ts';

/**
 * How long SQLite may wait for another process that writes. The process blocks during this time, so it is just long
 * enough for an ordinary write. Longer waits use `retryWhileLocked`.
 */
const WRITER_BUSY_TIMEOUT_MS = 25;

/** Readers only wait for a process that restores the log after a crash of another process. */
const READER_BUSY_TIMEOUT_MS = 1000;

/** Opens an existing database file for writing. Throws `StorageUnavailableError`. */
export function openSqliteWriter(path: string, onStatement?: (sql: string) => void): BetterSqlite3.Database {
  return openDatabase(path, WRITER_BUSY_TIMEOUT_MS, onStatement);
}

/**
 * Opens an existing database file for reading, without migrating it. Throws `StorageUnavailableError`.
 *
 * @param onStatement For tests only: called with every statement, values included.
 */
export function openSqliteReader(file: string, onStatement?: (sql: string) => void): BetterSqlite3.Database {
  // Does not use SQLite's read-only mode, because it may create files of the log and cannot remove them.
  const reader = openDatabase(resolve(file), READER_BUSY_TIMEOUT_MS, onStatement);
  setPragma(reader, 'query_only = on');
  return reader;
}

/** Creates a Kysely instance for a connection, which is cheap. */
export function kyselyOn(connection: Pick<SqliteConnection, 'prepare' | 'close'>): Kysely<Database> {
  return new Kysely<Database>({ dialect: new SqliteDialect({ database: connection }) });
}

/** Changes a setting of a connection. Throws `StorageUnavailableError`. */
export function setPragma(database: BetterSqlite3.Database, pragma: string): void {
  translateSqliteErrors(() => database.pragma(pragma));
}

function openDatabase(path: string, timeout: number, onStatement?: (sql: string) => void): BetterSqlite3.Database {
  const verbose = onStatement && ((sql: unknown) => onStatement(String(sql)));
  return translateSqliteErrors(() => new BetterSqlite3(path, { timeout, fileMustExist: true, verbose }));
}
