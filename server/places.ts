/** Every place for a key is taken, and none became free in time. */
export class NoPlaceError extends Error {
  override readonly name = 'NoPlaceError';

  constructor() {
    super('Every place is taken.');
  }
}

/** How many works may run for one key, and how long the others wait. */
export interface PlacesOptions {
  /** Works that run at once. */
  readonly most: number;
  /** Works that wait for one of those to end. What comes on top is refused at once. */
  readonly waitingMost: number;
  /** How long each of them waits. */
  readonly waitMs: number;
}

interface Line {
  running: number;
  /** Hands a place to a work that waits, the one that came first in front. */
  readonly waiting: Set<() => void>;
}

/** Limits how many works run at once, separately for each key. A key without works costs no memory. */
export class Places {
  readonly #options: PlacesOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /**
   * Runs work when there is a place for it, in the order in which it was asked for.
   *
   * Rejects as `work` does; with {@link NoPlaceError} or the reason of the signal, `work` was not called.
   *
   * @param signal Ends the wait. It does not end the work, which has to heed it itself.
   */
  async run<T>(key: string, signal: AbortSignal, work: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const line = this.#lines.get(key) ?? { running: 0, waiting: new Set() };
    this.#lines.set(key, line);
    if (line.running < this.#options.most) line.running += 1;
    else await this.#wait(line, signal);
    try {
      return await work();
    } finally {
      this.#leave(key, line);
    }
  }

  async #wait({ waiting }: Line, signal: AbortSignal): Promise<void> {
    if (waiting.size >= this.#options.waitingMost) throw new NoPlaceError();
    const turn = Promise.withResolvers<undefined>();
    const enter = () => turn.resolve(undefined);
    // Removed at once: a place that is handed to a work that has given up would never be free again.
    const giveUp = (reason: unknown) => {
      waiting.delete(enter);
      turn.reject(reason);
    };
    const onAbort = () => giveUp(signal.reason);
    const timer = setTimeout(() => giveUp(new NoPlaceError()), this.#options.waitMs);
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.add(enter);
    try {
      await turn.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  #leave(key: string, line: Line): void {
    const [next] = line.waiting;
    if (next) {
      line.waiting.delete(next);
      next();
      return;
    }
    line.running -= 1;
    if (line.running === 0) this.#lines.delete(key);
  }
}
