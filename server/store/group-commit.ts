import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';

import { StorageUnavailableError } from '../errors.ts';
import { TimeoutError } from '../with-timeout.ts';
import type { Database } from './schema.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { retryWhileLocked } from './sqlite-connection.ts';
import { kyselyOn } from './sqlite-database.ts';

/** Limits of a {@link GroupCommit}. */
export interface GroupCommitLimits {
  /**
   * Maximum number of works in one transaction. It bounds how long a process blocks, and how many works a failing disk
   * rejects.
   */
  readonly batchSize: number;
  /** How long a transaction waits for another process that writes. */
  readonly lockTimeoutMs: number;
  /** Maximum duration of one work. It only waits for SQLite, which takes microseconds. */
  readonly workTimeoutMs: number;
}

const DEFAULT_LIMITS: GroupCommitLimits = { batchSize: 64, lockTimeoutMs: 5000, workTimeoutMs: 5000 };

/**
 * Callbacks around each transaction of a {@link GroupCommit}. An error in one of them rejects all works of the
 * transaction.
 */
export interface CommitHooks {
  /** Called before the transaction starts. */
  beforeBegin(): void;
  /** Called after all works, as the last step inside the transaction. */
  beforeCommit(): void;
  /** Called after the commit, before any work resolves. */
  onCommitted(): void;
  /** Called when the whole transaction is lost. */
  onFailed(error: StorageUnavailableError): void;
}

const NO_HOOKS: CommitHooks = {
  beforeBegin: () => undefined,
  beforeCommit: () => undefined,
  onCommitted: () => undefined,
  onFailed: () => undefined,
};

/** Options of a {@link GroupCommit}. */
export interface GroupCommitOptions {
  readonly limits?: Partial<GroupCommitLimits>;
  readonly hooks?: CommitHooks;
}

interface Job {
  /** Does the work. Resolves to a function that resolves the caller's promise after the commit. */
  readonly run: (db: Kysely<Database>) => Promise<() => void>;
  /** Rejects the caller's promise. Has no effect if the promise has already settled. */
  readonly reject: (error: unknown) => void;
}

/**
 * Makes many small writes durable with one `fsync`.
 *
 * All works that are queued while each turn of the event loop brings more run in one transaction, one after another, each in its own
 * savepoint. A work that fails is rolled back and rejected alone. The others resolve only after the commit. If the
 * transaction fails, all of them are rejected with `StorageUnavailableError`, and nothing is stored.
 *
 * The group commit is the only user of the writing connection. A work that hangs is rolled back and rejected after a
 * timeout. Its later statements are refused, so that it cannot write in the savepoint of another work.
 */
export class GroupCommit {
  readonly #connection: SqliteConnection;
  readonly #limits: GroupCommitLimits;
  readonly #hooks: CommitHooks;
  #queue: Job[] = [];
  #draining: Promise<void> | undefined;
  #closed = false;

  constructor(connection: SqliteConnection, { limits, hooks = NO_HOOKS }: GroupCommitOptions = {}) {
    this.#connection = connection;
    this.#limits = { ...DEFAULT_LIMITS, ...limits };
    this.#hooks = hooks;
  }

  /** Resolves to what `work` resolves to, once it is durable. */
  run<T>(work: (db: Kysely<Database>) => Promise<T>): Promise<T> {
    if (this.#closed) return Promise.reject(new StorageUnavailableError());
    return new Promise((resolve, reject) => {
      const run = async (db: Kysely<Database>) => {
        const value = await work(db);
        return () => resolve(value);
      };
      this.#queue.push({ run, reject });
      this.#draining ??= this.#drain();
    });
  }

  /** Refuses new works, and resolves when all works in the queue are settled. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await this.#collect();
      try {
        this.#hooks.beforeBegin();
        await retryWhileLocked(() => this.#connection.run('begin immediate'), this.#limits.lockTimeoutMs);
      } catch (cause) {
        const error = toUnavailableError(cause);
        this.#hooks.onFailed(error);
        // Rejects the whole queue, because later works would wait for the same time again.
        for (const job of this.#queue.splice(0)) job.reject(error);
        continue;
      }
      await this.#commit(this.#queue.splice(0, this.#limits.batchSize));
    }
    this.#draining = undefined;
  }

  /** Waits for works as long as each turn brings more: under load, one transaction costs as much as its works. */
  async #collect(): Promise<void> {
    let before: number;
    do {
      before = this.#queue.length;
      await nextTurn();
    } while (this.#queue.length > before && this.#queue.length < this.#limits.batchSize);
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    const confirmations: (() => void)[] = [];
    const timeout = new WorkTimeout(this.#limits.workTimeoutMs);
    try {
      for (const job of jobs) {
        const confirm = await this.#runInSavepoint(job, timeout);
        if (confirm) confirmations.push(confirm);
      }
      this.#hooks.beforeCommit();
      this.#connection.run('commit');
      this.#hooks.onCommitted();
    } catch (cause) {
      this.#rollBack();
      const error = toUnavailableError(cause);
      this.#hooks.onFailed(error);
      for (const job of jobs) job.reject(error);
      return;
    } finally {
      timeout.end();
    }
    for (const confirm of confirmations) confirm();
  }

  /** Throws only when the whole transaction is lost. */
  async #runInSavepoint(job: Job, timeout: WorkTimeout): Promise<(() => void) | undefined> {
    this.#connection.run('savepoint work');
    const lease = new ScopedConnection(this.#connection);
    try {
      const confirm = await timeout.limit(job.run(kyselyOn(lease)));
      lease.end();
      // The work may have ignored an error that ended the transaction.
      if (!this.#connection.inTransaction) throw new StorageUnavailableError();
      this.#connection.run('release work');
      return confirm;
    } catch (error) {
      lease.end();
      job.reject(error);
      // After a full disk or an I/O error, SQLite may have rolled back the whole transaction, earlier works included.
      if (!this.#connection.inTransaction) throw toUnavailableError(error);
      this.#connection.run('rollback to work');
      this.#connection.run('release work');
      return undefined;
    }
  }

  #rollBack(): void {
    try {
      if (this.#connection.inTransaction) this.#connection.run('rollback');
    } catch {
      // The callers get the first error. `begin` throws if the connection is still not usable.
    }
  }
}

function toUnavailableError(cause: unknown): StorageUnavailableError {
  return cause instanceof StorageUnavailableError ? cause : new StorageUnavailableError({ cause });
}

/** Limits works that run one after another. It has one timer, because making one takes longer than most statements. */
class WorkTimeout {
  readonly #timer: NodeJS.Timeout;
  #reject: ((error: TimeoutError) => void) | undefined;

  constructor(timeoutMs: number) {
    this.#timer = setTimeout(() => this.#reject?.(new TimeoutError(`Timed out after ${timeoutMs} ms.`)), timeoutMs);
  }

  /** Settles as the work does, or rejects when its time is up. Call it after the work before has settled. */
  limit<T>(work: Promise<T>): Promise<T> {
    this.#timer.refresh();
    return new Promise((resolve, reject) => {
      this.#reject = reject;
      work.then(resolve, reject);
    });
  }

  end(): void {
    clearTimeout(this.#timer);
  }
}

/** Gives one work access to the writing connection until it ends. */
class ScopedConnection {
  readonly #connection: SqliteConnection;
  #ended = false;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** Called immediately before each statement. */
  prepare(sql: string): ReturnType<SqliteConnection['prepare']> {
    if (this.#ended) throw new TypeError('This write is over. Its ports are of use only until its work settles.');
    // SQLite ended the transaction after an error that the work ignored. Outside a transaction this write would commit
    // immediately.
    if (!this.#connection.inTransaction) throw new StorageUnavailableError();
    return this.#connection.prepare(sql);
  }

  end(): void {
    this.#ended = true;
  }

  close(): void {
    this.end();
  }
}
