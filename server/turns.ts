import { setTimeout as delay } from 'node:timers/promises';

/**
 * Gives callers that each do a lot of work one turn after another. Between two turns, everything else that waits in this
 * process runs, such as requests. Without turns, a request waits until each caller has done a part of its work.
 */
export class Turns {
  #last: Promise<void> = Promise.resolve();

  /** Resolves when the caller may do its next part. */
  next(): Promise<void> {
    this.#last = this.#last.then(() => delay(0));
    return this.#last;
  }
}
