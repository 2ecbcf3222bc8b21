/** As many tasks run for the key as may, and none ended in time. */
export class ConcurrencyLimitError extends Error {
  override readonly name = 'ConcurrencyLimitError';

  constructor() {
    super('Too many tasks run for this key.');
  }
}

/** How many tasks may run for one key, and how long the others wait. */
export interface ConcurrencyLimiterOptions {
  /** Tasks that run at once. */
  readonly maxConcurrent: number;
  /** Tasks that wait for one of those to end. Any more are refused at once. */
  readonly maxWaiting: number;
  /** How long each of them waits. */
  readonly waitTimeoutMs: number;
}

interface Queue {
  running: number;
  /** Each entry hands a place to a task that waits. The task that came first is first. */
  readonly waiting: Set<() => void>;
}

/** Limits how many tasks run at once, separately for each key. A key without tasks costs no memory. */
export class ConcurrencyLimiter {
  readonly #options: ConcurrencyLimiterOptions;
  readonly #queues = new Map<string, Queue>();

  constructor(options: ConcurrencyLimiterOptions) {
    this.#options = options;
  }

  /**
   * Runs a task when there is a place for it. Tasks that wait get their places in the order in which they came.
   *
   * Rejects as the task does. When it rejects with {@link ConcurrencyLimitError} or the reason of the signal instead, the task was
   * not called.
   *
   * @param signal Ends the wait. It does not end the task, which has to obey the signal itself.
   */
  async run<T>(key: string, signal: AbortSignal, task: () => Promise<T>): Promise<T> {
    signal.throwIfAborted();
    const queue = this.#queues.get(key) ?? { running: 0, waiting: new Set() };
    this.#queues.set(key, queue);
    if (queue.running < this.#options.maxConcurrent) queue.running += 1;
    else await this.#wait(queue, signal);
    try {
      return await task();
    } finally {
      this.#release(key, queue);
    }
  }

  async #wait({ waiting }: Queue, signal: AbortSignal): Promise<void> {
    if (waiting.size >= this.#options.maxWaiting) throw new ConcurrencyLimitError();
    const turn = Promise.withResolvers<undefined>();
    const enter = () => turn.resolve(undefined);
    // Removed at once: a place that is handed to a task that has given up would never be free again.
    const giveUp = (reason: unknown) => {
      waiting.delete(enter);
      turn.reject(reason);
    };
    const onAbort = () => giveUp(signal.reason);
    const timer = setTimeout(() => giveUp(new ConcurrencyLimitError()), this.#options.waitTimeoutMs);
    signal.addEventListener('abort', onAbort, { once: true });
    waiting.add(enter);
    try {
      await turn.promise;
    } finally {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
    }
  }

  #release(key: string, queue: Queue): void {
    const [next] = queue.waiting;
    if (next) {
      queue.waiting.delete(next);
      next();
      return;
    }
    queue.running -= 1;
    if (queue.running === 0) this.#queues.delete(key);
  }
}
