import { resolve } from 'node:path';
import BetterSqlite3 from 'better-sqlite3';
import {
  DefaultQueryExecutor,
  Kysely,
  SqliteAdapter,
  SqliteDialect,
  SqliteDriver,
  SqliteQueryCompiler,
  type CompiledQuery,
  type DatabaseConnection,
  type QueryResult,
} from 'kysely';

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
export function kyselyOn(connection: Connection): Kysely<Database> {
  const dialect = new SqliteDialect({ database: connection });
  const driver = new SqliteDriver({ database: connection });
  return new Kysely<Database>({ config: { dialect }, dialect, driver, executor: new DirectExecutor(connection) });
}

type Connection = Pick<SqliteConnection, 'prepare' | 'close'>;

const COMPILER = new SqliteQueryCompiler();
const ADAPTER = new SqliteAdapter();

/**
 * Runs queries on the only connection there is. Kysely's own executor waits four times for a connection of a pool, which takes
 * longer than most queries.
 */
class DirectExecutor extends DefaultQueryExecutor {
  readonly #connection: Connection;

  constructor(connection: Connection) {
    super(COMPILER, ADAPTER, { provideConnection: (consumer) => consumer(this.#databaseConnection()) });
    this.#connection = connection;
  }

  // eslint-disable-next-line @typescript-eslint/require-await -- SQLite answers at once, and an error becomes a rejection.
  override async executeQuery<Row>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Row>> {
    const statement = this.#connection.prepare(sql);
    if (statement.reader) return { rows: statement.all(parameters) as Row[] };
    const { changes } = statement.run(parameters);
    return { rows: [], numAffectedRows: BigInt(changes) };
  }

  /** What Kysely's transactions use, which only migrations have. */
  #databaseConnection(): DatabaseConnection {
    return {
      executeQuery: (query) => this.executeQuery(query),
      streamQuery: () => {
        throw new TypeError('SQLite returns all rows at once.');
      },
    };
  }
}

/** Changes a setting of a connection. Throws `StorageUnavailableError`. */
export function setPragma(database: BetterSqlite3.Database, pragma: string): void {
  translateSqliteErrors(() => database.pragma(pragma));
}

function openDatabase(path: string, timeout: number, onStatement?: (sql: string) => void): BetterSqlite3.Database {
  const verbose = onStatement && ((sql: unknown) => onStatement(String(sql)));
  return translateSqliteErrors(() => new BetterSqlite3(path, { timeout, fileMustExist: true, verbose }));
}
