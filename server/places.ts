/** Every place for a key is taken, and none became free in time. */
export class NoPlaceError extends Error {
  override readonly name = 'NoPlaceError';

  constructor() {
    super('Every place is taken.');
  }
}

/** How many tasks may run for one key, and how long the others wait. */
export interface PlacesOptions {
  /** Tasks that run at once. */
  readonly most: number;
  /** Tasks that wait for one of those to end. Any more are refused at once. */
  readonly waitingMost: number;
  /** How long each of them waits. */
  readonly waitMs: number;
}

interface Line {
  running: number;
  /** Each entry hands a place to a task that waits. The task that came first is first. */
  readonly waiting: Set<() => void>;
}

/** Limits how many tasks run at once, separately for each key. A key without tasks costs no memory. */
export class Places {
  readonly #options: PlacesOptions;
  readonly #lines = new Map<string, Line>();

  constructor(options: PlacesOptions) {
    this.#options = options;
  }

  /**
   * Runs a task when there is a place for it. Tasks that wait get their places in the order in which they came.
   *
   * Rejects as the task does. When it rejects with {@link NoPlaceError} or the reason of the signal instead, the task was
   * not called.
   *
   * @param signal Ends the wait. It does not end the task, which has to obey the signal itself.
   */
  async run<T>(key: string, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const line = this.#lines.get(key) ?? { running: 0, waiting: new Set() };
    this.#lines.set(key, line);
    if (line.running < this.#options.most) line.running += 1;
    else await this.#wait(line, signal);
    try {
      return await task();
    } finally {
      this.#leave(key, line);
    }
  }

  async #wait({ waiting }: Line, signal: AbortSignal): Promise<void> {
    if (waiting.size >= this.#options.waitingMost) throw new NoPlaceError();
    const turn = Promise.withResolvers<undefined>();
    const enter = () => turn.resolve(undefined);
    // Removed at once: a place that is handed to a task that has given up would never be free again.
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
