import type { StoredConnection } from '../store/connection-store.ts';

/** What a {@link ProviderQueue} works with. */
export interface ProviderQueueOptions {
  /** How many connections are worked on at the same time. */
  readonly concurrency: number;
  /** How many of these one organization can take, so that it never takes all places for itself. */
  readonly concurrencyPerOrganization: number;
  /** Reads what is due, at most `limit` for each organization, longest due first. */
  readonly findDue: (limit: number) => Promise<readonly StoredConnection[]>;
  /** Works on one connection. */
  readonly work: (connection: StoredConnection) => Promise<void>;
  /** Runs a task in the background, and logs it when it rejects. */
  readonly runInBackground: (task: () => Promise<void>) => void;
}

/** Rows read at a time for each organization: enough to keep its places busy until the next read. */
const BATCH_SIZE = 16;

/**
 * Works through what is due at one provider, some at a time and fairly between organizations.
 *
 * Each provider has a lane of its own. One that hangs fills the places of its own lane only, so the others do what they
 * would do without it.
 */
export class ProviderQueue {
  readonly #options: ProviderQueueOptions;
  /** Organizations of the connections that are worked on now, by connection. */
  readonly #running = new Map<number, string>();
  /** What waits for a place, by organization. */
  #waiting = new Map<string, StoredConnection[]>();
  /** Organizations of which more may be due than was read. */
  #organizationsWithMore = new Set<string>();
  /** What was begun since the last {@link poll}. A connection whose result could not be stored is due all the time. */
  #attempted = new Set<number>();
  #reading = false;
  #stopped = false;

  constructor(options: ProviderQueueOptions) {
    this.#options = options;
  }

  /** Looks for what is due and begins with it. What waited for a place is read again, since it may be outdated. */
  poll(): void {
    this.#attempted = new Set();
    this.#read();
  }

  /** Begins nothing more. */
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

  /** What waits longest of the organization that has the fewest under way. `undefined`: nothing, or there is no place. */
  #next(): StoredConnection | undefined {
    const { concurrency, concurrencyPerOrganization } = this.#options;
    if (this.#stopped || this.#running.size >= concurrency) return undefined;
    const running = Map.groupBy(this.#running.values(), (organization) => organization);
    const [first] = [...this.#waiting]
      .filter(([, waiting]) => waiting.length > 0)
      .map(([organization, waiting]) => ({ waiting, underWay: running.get(organization)?.length ?? 0 }))
      .filter(({ underWay }) => underWay < concurrencyPerOrganization)
      .sort((a, b) => a.underWay - b.underWay);
    return first?.waiting.shift();
  }
}
