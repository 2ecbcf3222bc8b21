import BetterSqlite3 from 'better-sqlite3';

import type { StorageUnavailableError } from '../errors.ts';
import { DatabaseFilesError } from './sqlite-file-check.ts';

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
