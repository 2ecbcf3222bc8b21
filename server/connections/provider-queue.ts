import type { StoredConnection } from '../store/connection-store.ts';

/** Limits and functions of a {@link ProviderQueue}. */
export interface ProviderQueueOptions {
  /** Maximum number of connections that are worked on at the same time. */
  readonly concurrency: number;
  /** Maximum for one organization, so that it never occupies all places. */
  readonly concurrencyPerOrganization: number;
  /** Reads the connections that are due, at most `limit` per organization, longest due first. */
  readonly findDue: (limit: number) => Promise<readonly StoredConnection[]>;
  /** Works on one connection. */
  readonly work: (connection: StoredConnection) => Promise<void>;
  /** Runs a task in the background and logs its error. */
  readonly runInBackground: (task: () => Promise<void>) => void;
}

/** Rows per read and organization. Enough to keep the organization's places busy until the next read. */
const BATCH_SIZE = 16;

/**
 * Processes the connections that are due at one provider. Limits how many run at once, and shares the places fairly between
 * organizations.
 *
 * Each provider has its own queue, so that a provider that hangs does not delay the others.
 */
export class ProviderQueue {
  readonly #options: ProviderQueueOptions;
  /** The organizations of the connections that are worked on now, by connection id. */
  readonly #running = new Map<number, string>();
  /** Connections that wait for a place, by organization. */
  #waiting = new Map<string, StoredConnection[]>();
  /** Organizations that may have more due connections than were read. */
  #organizationsWithMore = new Set<string>();
  /** Connections that were started since the last {@link poll}. One whose result could not be stored stays due: do not loop. */
  #attempted = new Set<number>();
  #reading = false;
  #stopped = false;

  constructor(options: ProviderQueueOptions) {
    this.#options = options;
  }

  /** Reads the due connections and starts work. Reads waiting connections again, because they may be outdated. */
  poll(): void {
    this.#attempted = new Set();
    this.#read();
  }

  /** Starts no further work. Running work continues. */
  stop(): void {
    this.#stopped = true;
  }

  #read(): void {
    if (this.#reading || this.#stopped) return;
    this.#reading = true;
    this.#options.runInBackground(() => this.#readBatch().finally(() => (this.#reading = false)));
  }

  async #readBatch(): Promise<void> {
    const due = await this.#options.findDue(BATCH_SIZE);
    const found = due.filter(({ id }) => !this.#running.has(id) && !this.#attempted.has(id));
    const read = Map.groupBy(due, ({ organization }) => organization);
    this.#waiting = Map.groupBy(found, ({ organization }) => organization);
    this.#organizationsWithMore = new Set(
      [...this.#waiting.keys()].filter((name) => (read.get(name)?.length ?? 0) >= BATCH_SIZE),
    );
    this.#startWaiting();
  }

  #startWaiting(): void {
    for (let next = this.#next(); next; next = this.#next()) this.#start(next);
  }

  #start(connection: StoredConnection): void {
    const { runInBackground, work } = this.#options;
    this.#attempted.add(connection.id);
    this.#running.set(connection.id, connection.organization);
    runInBackground(async () => {
      try {
        await work(connection);
      } finally {
        this.#running.delete(connection.id);
        this.#startWaiting();
        if ([...this.#organizationsWithMore].some((name) => this.#waiting.get(name)?.length === 0)) this.#read();
      }
    });
  }

  /**
   * Takes the longest waiting connection of the organization with the fewest running connections. Returns `undefined` if
   * none waits or no place is free.
   */
  #next(): StoredConnection | undefined {
    const { concurrency, concurrencyPerOrganization } = this.#options;
    if (this.#stopped || this.#running.size >= concurrency) return undefined;
    const running = Map.groupBy(this.#running.values(), (organization) => organization);
    const [first] = [...this.#waiting]
      .filter(([, waiting]) => waiting.length > 0)
      .map(([organization, waiting]) => ({ waiting, runningCount: running.get(organization)?.length ?? 0 }))
      .filter(({ runningCount }) => runningCount < concurrencyPerOrganization)
      .sort((a, b) => a.runningCount - b.runningCount);
    return first?.waiting.shift();
  }
}
