import type { Logger } from 'pino';
import { waitUntilSettled } from '../with-timeout.ts';

/** Work that outlives the request that started it, and that a graceful stop waits for. */
export class BackgroundTasks {
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Starts work and resolves when it ended or `timeoutMs` has passed, whichever comes first. Never rejects: what the
   * work throws goes to the log.
   */
  async start(name: string, work: (signal: AbortSignal) => Promise<void>, timeoutMs: number): Promise<void> {
    const task = work(this.#stop.signal)
      .catch((error: unknown) => this.#log.warn({ err: error, task: name }, 'background task failed'))
      .finally(() => this.#running.delete(task));
    this.#running.add(task);
    await waitUntilSettled(task, timeoutMs);
  }

  /** Resolves when nothing runs. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /** Waits for what runs, at most `timeoutMs`, and ends the rest. */
  async stop(timeoutMs: number): Promise<void> {
    await waitUntilSettled(Promise.allSettled(this.#running), timeoutMs);
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }
}
