import type { Logger } from 'pino';
import { deleteAbandonedConnections } from './connections/add-connection.ts';
import { deleteExpired } from './store/delete-expired.ts';
import type { Store } from './store/store.ts';

/** The first run comes soon, since a process that is restarted often might never reach a later one. */
const INITIAL_DELAY_MS = 30 * 1000;
/** Time between the end of a run and the next one. Expired rows are refused anyway; this bounds how many are kept. */
const INTERVAL_MS = 10 * 60 * 1000;

/** Deletes expired rows, and connections that were added and never connected, every ten minutes, one run at a time. */
export class Housekeeping {
  readonly #store: Pick<Store, 'write'>;
  readonly #log: Logger;
  readonly #stop = new AbortController();
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Pick<Store, 'write'>, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  /** Schedules the first run. */
  start(): void {
    this.#schedule(INITIAL_DELAY_MS);
  }

  /** Starts no further run. A current run ends after the deletion that it waits for. */
  stop(): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  #schedule(delayMs: number): void {
    this.#timer = setTimeout(() => void this.#run(), delayMs).unref();
  }

  async #run(): Promise<void> {
    const { signal } = this.#stop;
    try {
      const expired = await deleteExpired(this.#store, Date.now(), signal);
      const connections = await deleteAbandonedConnections(this.#store, Date.now(), signal);
      const deleted = { ...expired, connections };
      if (!signal.aborted) this.#log.info(deleted, 'deleted what had expired');
    } catch (error) {
      if (!signal.aborted) this.#log.error({ err: error }, 'could not delete what had expired');
    }
    if (!signal.aborted) this.#schedule(INTERVAL_MS);
  }
}
