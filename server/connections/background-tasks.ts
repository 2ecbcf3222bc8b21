import type { Logger } from 'pino';
import { waitUntilSettled } from '../with-timeout.ts';

/** Runs work that outlives the request that started it. A graceful stop waits for this work. */
export class BackgroundTasks {
  readonly #running = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #log: Logger;

  constructor(log: Logger) {
    this.#log = log;
  }

  /**
   * Starts work and resolves when the work ends or after `timeoutMs`, whichever comes first. Never rejects: an error of the
   * work goes to the log.
   */
  async start(name: string, work: (signal: AbortSignal) => Promise<void>, timeoutMs: number): Promise<void> {
    const task = work(this.#stop.signal)
      .catch((error: unknown) => this.#log.warn({ err: error, task: name }, 'background task failed'))
      .finally(() => this.#running.delete(task));
    this.#running.add(task);
    await waitUntilSettled(task, timeoutMs);
  }

  /** Resolves when no task is running. */
  async idle(): Promise<void> {
    while (this.#running.size > 0) await Promise.allSettled(this.#running);
  }

  /** Waits at most `timeoutMs` for running tasks, then aborts the remaining ones and waits for their end. */
  async stop(timeoutMs: number): Promise<void> {
    await waitUntilSettled(Promise.allSettled(this.#running), timeoutMs);
    this.#stop.abort();
    await Promise.allSettled(this.#running);
  }
}
