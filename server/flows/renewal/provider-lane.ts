import type { StoredConnection } from '../../store/connection-store.ts';

/** What a {@link ProviderLane} works with. */
export interface ProviderLaneOptions {
  /** How many connections are worked on at the same time. */
  readonly places: number;
  /** How many of these one organization can take, so that it never takes all places for itself. */
  readonly placesPerOrganization: number;
  /** Reads what is due, at most `limit` for each organization, longest due first. */
  readonly read: (limit: number) => Promise<readonly StoredConnection[]>;
  /** Works on one connection. */
  readonly work: (connection: StoredConnection) => Promise<void>;
  /** Runs a task in the background, and logs it when it rejects. */
  readonly start: (task: () => Promise<void>) => void;
}

/** Rows read at a time for each organization: enough to keep its places busy until the next read. */
const READ_AT_ONCE = 16;

/**
 * Works through what is due at one provider, some at a time and fairly between organizations.
 *
 * Each provider has a lane of its own. One that hangs fills the places of its own lane only, so the others do what they
 * would do without it.
 */
export class ProviderLane {
  readonly #options: ProviderLaneOptions;
  /** Organizations of the connections that are worked on now, by connection. */
  readonly #running = new Map<number, string>();
  /** What waits for a place, by organization. */
  #waiting = new Map<string, StoredConnection[]>();
  /** Organizations of which more may be due than was read. */
  #more = new Set<string>();
  /** What was begun since the last {@link look}. A connection whose result could not be stored is due all the time. */
  #tried = new Set<number>();
  #reading = false;
  #stopped = false;

  constructor(options: ProviderLaneOptions) {
    this.#options = options;
  }

  /** Looks for what is due and begins with it. What waited for a place is read again, since it may be outdated. */
  look(): void {
    this.#tried = new Set();
    this.#read();
  }

  /** Begins nothing more. */
  stop(): void {
    this.#stopped = true;
  }

  #read(): void {
    if (this.#reading || this.#stopped) return;
    this.#reading = true;
    this.#options.start(() => this.#readOnce().finally(() => (this.#reading = false)));
  }

  async #readOnce(): Promise<void> {
    const due = await this.#options.read(READ_AT_ONCE);
    const found = due.filter(({ id }) => !this.#running.has(id) && !this.#tried.has(id));
    const read = Map.groupBy(due, ({ organization }) => organization);
    this.#waiting = Map.groupBy(found, ({ organization }) => organization);
    this.#more = new Set([...this.#waiting.keys()].filter((name) => (read.get(name)?.length ?? 0) >= READ_AT_ONCE));
    this.#fill();
  }

  #fill(): void {
    for (let next = this.#next(); next; next = this.#next()) this.#begin(next);
  }

  #begin(connection: StoredConnection): void {
    const { start, work } = this.#options;
    this.#tried.add(connection.id);
    this.#running.set(connection.id, connection.organization);
    start(async () => {
      try {
        await work(connection);
      } finally {
        this.#running.delete(connection.id);
        this.#fill();
        if ([...this.#more].some((name) => this.#waiting.get(name)?.length === 0)) this.#read();
      }
    });
  }

  /** What waits longest of the organization that has the fewest under way. `undefined`: nothing, or there is no place. */
  #next(): StoredConnection | undefined {
    const { places, placesPerOrganization } = this.#options;
    if (this.#stopped || this.#running.size >= places) return undefined;
    const running = Map.groupBy(this.#running.values(), (organization) => organization);
    const [first] = [...this.#waiting]
      .filter(([, waiting]) => waiting.length > 0)
      .map(([organization, waiting]) => ({ waiting, underWay: running.get(organization)?.length ?? 0 }))
      .filter(({ underWay }) => underWay < placesPerOrganization)
      .sort((a, b) => a.underWay - b.underWay);
    return first?.waiting.shift();
  }
}
