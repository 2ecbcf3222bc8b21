import { setImmediate as nextTurn } from 'node:timers/promises';
import type { Kysely } from 'kysely';

import { StorageUnavailableError } from '../errors.ts';
import { withTimeout } from '../with-timeout.ts';
import type { Database } from './schema.ts';
import type { SqliteConnection } from './sqlite-connection.ts';
import { retryWhileLocked } from './sqlite-lock.ts';
import { kyselyOn } from './sqlite-open.ts';

/** Limits of a {@link GroupCommit}. */
export interface GroupCommitLimits {
  /** How many works one transaction takes. Bounds how long a process stands still, and what a failing disk refuses. */
  readonly batchSize: number;
  /** How long a transaction waits for another process that writes. */
  readonly lockTimeoutMs: number;
  /** How long one work may take before it is given up. It only ever waits for SQLite, which takes microseconds. */
  readonly workTimeoutMs: number;
}

const DEFAULT_LIMITS: GroupCommitLimits = { batchSize: 64, lockTimeoutMs: 5000, workTimeoutMs: 5000 };

/** What happens around each transaction of a {@link GroupCommit}. What throws rejects all works of the transaction. */
export interface CommitHooks {
  /** Before the transaction begins. */
  beforeBegin(): void;
  /** After all works, as the last thing inside the transaction. */
  beforeCommit(): void;
  /** After the commit, before any caller is told. */
  onCommitted(): void;
  /** The whole transaction is lost. */
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
  /** Does the work. Resolves to what tells its caller that it is durable. */
  readonly run: (db: Kysely<Database>) => Promise<() => void>;
  /** Tells the caller. Without effect when the caller was told before. */
  readonly reject: (error: unknown) => void;
}

/**
 * Makes many small writes durable with one `fsync`.
 *
 * All works that wait in one turn of the event loop run in one transaction, one after another, each inside a savepoint
 * of its own: one that fails is undone and rejected alone. After the one commit, and never before, the others resolve.
 * When the transaction fails they are all rejected with `StorageUnavailableError`, and nothing of any of them is there.
 *
 * The writing connection belongs to it alone. A work that hangs is undone and rejected after a while; what it asks of
 * its connection later is refused, so it cannot reach into another work's savepoint.
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

  /** Refuses new works and resolves when all before were told how they ended. */
  async close(): Promise<void> {
    this.#closed = true;
    await this.#draining;
  }

  async #drain(): Promise<void> {
    while (this.#queue.length > 0) {
      await nextTurn();
      try {
        this.#hooks.beforeBegin();
        await retryWhileLocked(() => this.#connection.run('begin immediate'), this.#limits.lockTimeoutMs);
      } catch (cause) {
        const error = toUnavailableError(cause);
        this.#hooks.onFailed(error);
        // The whole queue: what waits behind would only wait as long again.
        for (const job of this.#queue.splice(0)) job.reject(error);
        continue;
      }
      await this.#commit(this.#queue.splice(0, this.#limits.batchSize));
    }
    this.#draining = undefined;
  }

  async #commit(jobs: readonly Job[]): Promise<void> {
    const confirmations: (() => void)[] = [];
    try {
      for (const job of jobs) {
        const confirm = await this.#runInSavepoint(job);
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
    }
    for (const confirm of confirmations) confirm();
  }

  /** Throws only when the whole transaction is lost. */
  async #runInSavepoint(job: Job): Promise<(() => void) | undefined> {
    this.#connection.run('savepoint work');
    const lease = new ScopedConnection(this.#connection);
    try {
      const confirm = await withTimeout(job.run(kyselyOn(lease)), this.#limits.workTimeoutMs);
      lease.end();
      // A work may have let a failure pass that ended the transaction.
      if (!this.#connection.inTransaction) throw new StorageUnavailableError();
      this.#connection.run('release work');
      return confirm;
    } catch (error) {
      lease.end();
      job.reject(error);
      // After a full disk or a failed read or write SQLite may have undone everything, the works before this one too.
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
      // The callers hear what failed first. `begin` says so if the connection is still not usable.
    }
  }
}

function toUnavailableError(cause: unknown): StorageUnavailableError {
  return cause instanceof StorageUnavailableError ? cause : new StorageUnavailableError({ cause });
}

/** The writing connection for as long as one work runs. */
class ScopedConnection {
  readonly #connection: SqliteConnection;
  #ended = false;

  constructor(connection: SqliteConnection) {
    this.#connection = connection;
  }

  /** Called at the very moment of each statement. */
  prepare(sql: string): ReturnType<SqliteConnection['prepare']> {
    if (this.#ended) throw new TypeError('This write is over. Its ports are of use only until its work settles.');
    // SQLite ended the transaction after a failure that the work let pass. Outside of it this would be kept at once.
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
