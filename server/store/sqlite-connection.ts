import { setTimeout as delay } from 'node:timers/promises';
import BetterSqlite3 from 'better-sqlite3';
import type { SqliteDatabase, SqliteStatement } from 'kysely';
import { StorageUnavailableError } from '../errors.ts';

/**
 * Result codes (sqlite.org/rescode.html) of failures for which the caller is not responsible. Extended codes start with
 * them. All other codes, such as constraint errors, are bugs of the caller.
 */
const UNAVAILABLE_CODES =
  /^SQLITE_(?:BUSY|LOCKED|NOMEM|READONLY|INTERRUPT|IOERR|CORRUPT|FULL|CANTOPEN|PROTOCOL|NOLFS|NOTADB|PERM)(?:_|$)/;

/**
 * Runs a SQLite operation. Converts failures for which the caller is not responsible to `StorageUnavailableError`.
 *
 * Rethrows all other errors.
 */
export function translateSqliteErrors<T>(action: () => T): T {
  try {
    return action();
  } catch (error) {
    throw translateSqliteError(error);
  }
}

function translateSqliteError(cause: unknown): unknown {
  const isUnavailable = cause instanceof BetterSqlite3.SqliteError && UNAVAILABLE_CODES.test(cause.code);
  return isUnavailable ? new StorageUnavailableError({ cause }) : cause;
}

/** Whether an error means that another process is writing at the moment. */
export function isLocked(error: unknown): boolean {
  return (
    error instanceof StorageUnavailableError &&
    error.cause instanceof BetterSqlite3.SqliteError &&
    /^SQLITE_(?:BUSY|LOCKED)/.test(error.cause.code)
  );
}

/** Options of {@link SqliteConnection}. */
export interface SqliteConnectionOptions {
  /** Throws a `TypeError` for statements that write. */
  readonly readOnly: boolean;
  /**
   * Called for each statement that fails because the database is unusable. Not called for a lock, which may be brief.
   */
  readonly onUnavailable?: (error: StorageUnavailableError) => void;
}

/**
 * Wraps better-sqlite3 for Kysely and the group commit. Caches prepared statements and converts errors.
 *
 * The cache has no limit, because Kysely's SQL never contains values, so there are few different texts.
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

  /** Asks SQLite, because it ends a transaction itself after some errors. */
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

  /** Runs a statement without parameters and results. */
  run(sql: string): void {
    this.prepare(sql).run([]);
  }

  /** Runs a statement without caching it, for text that is used only once. */
  runOnce(sql: string): void {
    this.#try(() => this.#database.exec(sql));
  }

  /** Closes the files. Can be called twice. */
  close(): void {
    this.#database.close();
  }

  #prepare(sql: string): SqliteStatement {
    const statement = this.#try(() => this.#database.prepare(sql));
    if (this.#readOnly && !statement.readonly) throw new TypeError('What writes goes through Store.write.');
    return {
      reader: statement.reader,
      // Without a function for each call, because these run for each statement.
      all: (parameters) => {
        try {
          return statement.all(...parameters);
        } catch (error) {
          throw this.#toThrow(error);
        }
      },
      run: (parameters) => {
        try {
          return statement.run(...parameters);
        } catch (error) {
          throw this.#toThrow(error);
        }
      },
      iterate: (parameters) => statement.iterate(...parameters),
    };
  }

  #try<T>(action: () => T): T {
    try {
      return action();
    } catch (error) {
      throw this.#toThrow(error);
    }
  }

  #toThrow(cause: unknown): unknown {
    const error = translateSqliteError(cause);
    if (error instanceof StorageUnavailableError && !isLocked(error)) this.#onUnavailable?.(error);
    return error;
  }
}

/** Between two attempts, other work of this process can run. */
const RETRY_MS = 25;

/**
 * Retries while another process holds the lock, without blocking the process as SQLite's own wait does.
 *
 * Rejects with the last error after `timeoutMs`, and with any other error immediately.
 */
export async function retryWhileLocked(attempt: () => void, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      attempt();
      return;
    } catch (error) {
      if (!isLocked(error) || performance.now() >= deadline) throw error;
    }
    await delay(RETRY_MS);
  }
}

/**
 * Waits for a random time before the next attempt to get a lock, so that two processes do not keep each other out.
 */
export async function pauseBeforeRetry(): Promise<void> {
  await delay(RETRY_MS * (1 + Math.random()));
}
