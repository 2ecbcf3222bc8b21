import { statSync } from 'node:fs';
import BetterSqlite3 from 'better-sqlite3';
import { StorageUnavailableError } from '../errors.ts';

/** The minimum interval between probe writes to an idle database. */
const IDLE_MS = 60_000;
/** The minimum interval between probe writes after a failure. */
const RETRY_MS = 2000;

/** Tracks whether the last write worked, and when to try a probe write. */
export class StorageHealth {
  readonly #now: () => number;
  #failure: StorageUnavailableError | undefined;
  #failedInTransaction = false;
  #lastAttemptAt: number;

  /** @param now Milliseconds of a monotonic clock. */
  constructor(now: () => number) {
    this.#now = now;
    this.#lastAttemptAt = now();
  }

  /** The last error, unless a write has worked since. */
  get failure(): StorageUnavailableError | undefined {
    return this.#failure;
  }

  /**
   * Whether to try a probe write now. Never after a damaged page was found, because a write to another page would prove
   * nothing. Only a write of a request ends that failure.
   */
  get isProbeDue(): boolean {
    const idleMs = this.#now() - this.#lastAttemptAt;
    if (!this.#failure) return idleMs >= IDLE_MS;
    return !isCorruption(this.#failure) && idleMs >= RETRY_MS;
  }

  /** A transaction begins. */
  transactionStarted(): void {
    this.#failedInTransaction = false;
  }

  /**
   * A read, a write or a whole transaction failed. Ignores lost files, because each check examines the files itself.
   */
  recordFailure(error: StorageUnavailableError): void {
    if (error.cause instanceof DatabaseFilesError) return;
    this.#failure = error;
    this.#failedInTransaction = true;
    this.#lastAttemptAt = this.#now();
  }

  /** A transaction that changed rows was committed. */
  recordCommit(): void {
    if (this.#failedInTransaction) return;
    this.#failure = undefined;
    this.#lastAttemptAt = this.#now();
  }
}

function isCorruption({ cause }: StorageUnavailableError): boolean {
  return cause instanceof BetterSqlite3.SqliteError && /^SQLITE_(?:CORRUPT|NOTADB)(?:_|$)/.test(cause.code);
}

/** The files at the path of a database do not belong together. The message tells the operator what to do. */
export class DatabaseFilesError extends Error {
  override readonly name = 'DatabaseFilesError';
}

/**
 * Checks whether the files of an open database are still those at its path.
 *
 * SQLite keeps using files that were deleted or replaced. It would confirm writes that the next start cannot find.
 */
export class SqliteFileCheck {
  readonly #path: string;
  readonly #expected: readonly (readonly [path: string, identity: string | undefined, words: string])[];

  /** @param identity The {@link fileIdentity} of the database file before SQLite opened it. */
  constructor(path: string, identity: string | undefined) {
    this.#path = path;
    const beside = (suffix: string) => [path + suffix, fileIdentity(path + suffix), this.#walMessage(suffix)] as const;
    this.#expected = [[path, identity, ''], beside('-wal'), beside('-shm')];
  }

  /** Throws `StorageUnavailableError`, caused by a {@link DatabaseFilesError}, if a file was deleted or replaced. */
  check(): void {
    for (const [path, expected, words] of this.#expected) {
      const found = fileIdentity(path);
      if (found !== expected) throw databaseFilesUnavailable(words || this.#databaseMessage(found));
    }
  }

  #databaseMessage(found: string | undefined): string {
    if (found === undefined) {
      return (
        `${this.#path} was deleted or moved while this process uses it, so nothing more is stored. ` +
        'Put the same file back, or stop the server, restore a backup and start the server again'
      );
    }
    return (
      `${this.#path} was replaced by another file while this process uses it, so nothing more is stored. Stop the ` +
      `server, delete ${this.#path}-wal and ${this.#path}-shm, which belong to the old file, and start the server again`
    );
  }

  #walMessage(suffix: string): string {
    return (
      `${this.#path}${suffix} was deleted or replaced while this process uses it, so nothing more is stored. Stop the ` +
      'server with SIGTERM, not SIGKILL: it then saves the rows of the log in the database file. Then start it again'
    );
  }
}

/** Device and inode of a file. `undefined` if there is no file. */
export function fileIdentity(path: string): string | undefined {
  try {
    const found = statSync(path, { bigint: true, throwIfNoEntry: false });
    return found && `${found.dev}:${found.ino}`;
  } catch (cause) {
    throw new StorageUnavailableError({ cause });
  }
}

/** Creates an error that tells the operator what to do about the files. */
export function databaseFilesUnavailable(words: string): StorageUnavailableError {
  return new StorageUnavailableError({ cause: new DatabaseFilesError(words) });
}
