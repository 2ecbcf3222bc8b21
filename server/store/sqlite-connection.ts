import BetterSqlite3 from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';

import { StorageUnavailableError } from '../errors.ts';

/**
 * Result codes (sqlite.org/rescode.html) that say the database cannot be used now, by any caller. Extended codes begin
 * with these. All others, such as constraint errors, are bugs of the caller.
 */
const UNAVAILABLE_CODES =
  /^SQLITE_(?:BUSY|LOCKED|NOMEM|READONLY|INTERRUPT|IOERR|CORRUPT|FULL|CANTOPEN|PROTOCOL|NOLFS|NOTADB|PERM)(?:_|$)/;

/**
 * Runs something of SQLite's, and turns its failures that no caller caused into `StorageUnavailableError`.
 *
 * What is thrown for other reasons passes unchanged.
 */
export function translateSqliteErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (cause) {
    if (cause instanceof BetterSqlite3.SqliteError && UNAVAILABLE_CODES.test(cause.code)) {
      throw new StorageUnavailableError({ cause });
    }
    throw cause;
  }
}

/** Tells whether a failure only means that another process writes at this moment. */
export function isLocked(error: unknown): boolean {
  return (
    error instanceof StorageUnavailableError &&
    error.cause instanceof BetterSqlite3.SqliteError &&
    /^SQLITE_(?:BUSY|LOCKED)/.test(error.cause.code)
  );
}

/** How a {@link SqliteConnection} behaves. */
export interface SqliteConnectionOptions {
  /** Refuses statements that write, as a bug of the caller. */
  readonly readOnly: boolean;
  /** Called for each statement that fails because the database cannot be used. Not called for a lock: it may be brief. */
  readonly onUnavailable?: (error: StorageUnavailableError) => void;
}

/**
 * What Kysely and the group commit need of better-sqlite3: statements stay prepared, and failures are told apart.
 *
 * Kysely's texts are few, since values are never part of them, so all are kept.
 */
export class SqliteConnection implements SqliteDatabase {
  readonly #database: BetterSqlite3.Database;
  readonly #readOnly: boolean;
  readonly #onUnavailable: ((error: StorageUnavailableError) => void) | undefined;
  readonly #statements = new Map<string, SqliteStatement>();

  constructor(database: BetterSqlite3.Database, { readOnly, onUnavailable }: SqliteConnectionOptions) {
    this.#database = database;
    this.#readOnly = readOnly;
    this.#onUnavailable = onUnavailable;
  }

  /** SQLite ends a transaction by itself after some failures, so this is not for others to remember. */
  get inTransaction(): boolean {
    return this.#database.inTransaction;
  }

  prepare(sql: string): SqliteStatement {
    if (!this.#database.open) throw new StorageUnavailableError();
    let statement = this.#statements.get(sql);
    if (!statement) {
      statement = this.#prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  /** Runs a statement that has no parameters and no answer. */
  run(sql: string): void {
    this.prepare(sql).run([]);
  }

  /** Runs a statement whose text is never used again, so that it is not kept. */
  runOnce(sql: string): void {
    this.#try(() => this.#database.exec(sql));
  }

  /** Lets go of the files. Does nothing when that was done. */
  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): SqliteStatement {
    const statement = this.#try(() => this.#database.prepare(sql));
    if (this.#readOnly && !statement.readonly) throw new TypeError('What writes goes through Store.write.');
    return {
      reader: statement.reader,
      all: (parameters) => this.#try(() => statement.all(...parameters)),
      run: (parameters) => this.#try(() => statement.run(...parameters)),
      iterate: (parameters) => statement.iterate(...parameters),
    };
  }

  #try<T>(action: () => T): T {
    try {
      return translateSqliteErrors(action);
    } catch (error) {
      if (error instanceof StorageUnavailableError && !isLocked(error)) this.#onUnavailable?.(error);
      throw error;
    }
  }
}
