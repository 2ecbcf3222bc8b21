import type { Logger } from 'pino';
import { deleteExpired } from './store/delete-expired.ts';
import type { Store } from './store/store.ts';

/** What has expired is refused anyway; this only bounds how much of it lies about. */
const INTERVAL_MS = 10 * 60 * 1000;

/** Deletes what has expired, now and then. */
export class Housekeeping {
  readonly #store: Store;
  readonly #log: Logger;
  #timer: NodeJS.Timeout | undefined;

  constructor(store: Store, log: Logger) {
    this.#store = store;
    this.#log = log;
  }

  start(): void {
    this.#timer = setInterval(() => void this.#sweep(), INTERVAL_MS).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  async #sweep(): Promise<void> {
    try {
      this.#log.info(await deleteExpired(this.#store, Date.now()), 'deleted what had expired');
    } catch (error) {
      this.#log.error({ err: error }, 'could not delete what had expired');
    }
  }
}
