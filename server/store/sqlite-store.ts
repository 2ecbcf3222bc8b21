import type { SqliteStatement } from 'kysely';

import type { StorageUnavailableError } from '../errors.ts';
import { GroupCommit } from './group-commit.ts';
import { kyselyStores } from './kysely-stores.ts';
import type { ConfiguredRecipients } from './outbox-store.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { issuedIds, syncGuardFile, writeGuardFile } from './sqlite-guard-file.ts';
import { StorageHealth } from './sqlite-health.ts';
import { kyselyOn } from './sqlite-database.ts';
import { openSqliteConnections, type SqliteConnections } from './sqlite-open.ts';
import { probeWrite } from './sqlite-prepare.ts';
import { stampTransaction } from './sqlite-wal-match.ts';
import type { Store } from './store.ts';

/** Options of {@link openSqliteStore}. */
export interface SqliteStoreOptions {
  /** Path. Only the owner can read a new file and folder. */
  readonly file: string;
  /** Whether a missing file is an error. By default it is created. */
  readonly mustExist?: boolean;
  /** Called with a sentence for the operator. */
  readonly warn?: (message: string) => void;
  /** Webhook endpoints of the configuration, for the outbox. By default there are none. */
  readonly configuredRecipients?: ConfiguredRecipients;
}

/**
 * Opens the store in a SQLite file. Acknowledged writes survive a crash of the process and of the machine.
 *
 * Several processes of one machine can open the same file. Throws `SchemaTooNewError` if a newer version has used it,
 * and `StorageUnavailableError` if it is not readable and writable, if its log belongs to another file, or if it is
 * missing and must exist.
 */
export async function openSqliteStore({
  file,
  mustExist,
  warn,
  configuredRecipients,
}: SqliteStoreOptions): Promise<Store> {
  return sqliteStore(await openSqliteConnections(file, { mustExist, warn }), { configuredRecipients });
}

/**
 * Creates the store on two open connections. The store closes them.
 *
 * @param options.now Milliseconds of a monotonic clock.
 * @param options.configuredRecipients As in {@link SqliteStoreOptions}.
 */
export function sqliteStore(
  connections: SqliteConnections,
  {
    now = () => performance.now(),
    configuredRecipients,
  }: { readonly now?: () => number; readonly configuredRecipients?: ConfiguredRecipients | undefined } = {},
): Store {
  const { path, fileCheck } = connections;
  const health = new StorageHealth(now);
  const onUnavailable = (error: StorageUnavailableError) => health.recordFailure(error);
  const writer = new SqliteConnection(connections.writer, { readOnly: false, onUnavailable });
  const reader = new SqliteConnection(connections.reader, { readOnly: true, onUnavailable });
  const guard = new IdGuard(writer, path);
  const changes = writer.prepare('select total_changes() as number');
  let changesBefore: number | undefined;
  const commits = new GroupCommit(writer, {
    hooks: {
      beforeBegin() {
        fileCheck.check();
        health.transactionStarted();
        changesBefore = readNumber(changes);
      },
      beforeCommit() {
        if (readNumber(changes) === changesBefore) return;
        guard.record();
        stampTransaction(writer);
      },
      onCommitted() {
        fileCheck.check();
        if (readNumber(changes) !== changesBefore) health.recordCommit();
      },
      onFailed(error) {
        guard.invalidate();
        health.recordFailure(error);
      },
    },
  });
  const reading = kyselyOn(reader);
  const deliveryListeners = new Set<() => void>();
  let probe: Promise<void> | undefined;

  const tryToWrite = async () => {
    try {
      await commits.run(() => {
        probeWrite(writer);
        return Promise.resolve();
      });
    } catch {
      // `health` has the reason.
    } finally {
      probe = undefined;
    }
  };
  const check = async () => {
    fileCheck.check();
    await reading.selectFrom('counters').select('value').limit(1).execute();
    guard.sync();
    if (health.failure) throw health.failure;
  };

  return {
    ...kyselyStores(reading, { configuredRecipients }),
    async write(work) {
      const added = { deliveries: 0 };
      const onDeliveryDue = () => (added.deliveries += 1);
      const result = await commits.run((db) => work(kyselyStores(db, { configuredRecipients, onDeliveryDue })));
      if (added.deliveries > 0) for (const listener of deliveryListeners) listener();
      return result;
    },
    onDeliveriesDue(listener) {
      deliveryListeners.add(listener);
      return () => deliveryListeners.delete(listener);
    },
    check,
    async checkWritable() {
      if (health.isProbeDue) await (probe ??= tryToWrite());
      await check();
    },
    async close() {
      await commits.close();
      // The last connection of all processes moves the write-ahead log into the database file and removes it. The
      // reader closes first, because it could not do that.
      reader.close();
      writer.close();
      guard.sync();
    },
  };
}

/** Keeps the guard file up to date with the used ids. */
class IdGuard {
  readonly #connection: SqliteConnection;
  readonly #path: string;
  readonly #sum: SqliteStatement;
  #recordedSum: number | undefined;
  #unsynced = false;

  constructor(connection: SqliteConnection, path: string) {
    this.#connection = connection;
    this.#path = path;
    this.#sum = connection.prepare('select sum(value) as number from counters');
  }

  /** Called before each commit, so that no id is acknowledged before it is recorded. */
  record(): void {
    // Counters only increase, so their sum shows whether one has changed, at a tenth of the cost of reading them all.
    const sum = readNumber(this.#sum);
    if (sum === this.#recordedSum) return;
    writeGuardFile(this.#path, { ids: issuedIds(this.#connection) });
    this.#recordedSum = sum;
    this.#unsynced = true;
  }

  /**
   * A transaction failed after its ids were recorded, so the next transaction records its ids even if the sum is equal.
   */
  invalidate(): void {
    this.#recordedSum = undefined;
  }

  /** Makes the recorded ids durable. It is not part of each commit, because that would need a second `fsync`. */
  sync(): void {
    if (!this.#unsynced) return;
    this.#unsynced = false;
    syncGuardFile(this.#path);
  }
}

function readNumber(statement: SqliteStatement): number | undefined {
  return (statement.all([]) as { number: number }[])[0]?.number;
}
