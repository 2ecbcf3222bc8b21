import BetterSqlite3 from 'better-sqlite3';

import type { StorageUnavailableError } from '../errors.ts';
import { DatabaseFilesError } from './sqlite-file-check.ts';

/** An idle database is written to at most this often to find out whether it still can be. */
const IDLE_MS = 60_000;
/** After a failure a write is tried at most this often to find out whether the reason is gone. */
const RETRY_MS = 2000;

/** Remembers whether the last write worked, and when to try one. */
export class StorageHealth {
  readonly #now: () => number;
  #failure: StorageUnavailableError | undefined;
  #failedInTransaction = false;
  #lastAttemptAt: number;

  /** @param now Milliseconds of a clock that is never set back. */
  constructor(now: () => number) {
    this.#now = now;
    this.#lastAttemptAt = now();
  }

  /** The last error, unless a write has worked since. */
  get failure(): StorageUnavailableError | undefined {
    return this.#failure;
  }

  /**
   * Whether a write should be tried now. Never after a read or a write met a damaged page: a write to another page would
   * prove nothing, so only a write of a request ends that failure.
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

  /** A read, a write or a whole transaction failed. Lost files are ignored here, since each check looks at the files. */
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
