import type { SignInState } from '../protocol/session-api.ts';
import type { FlowClient } from './flow-client.ts';
import { RefusedError, UnreachableError } from './server-call.ts';
import type { SessionCalls } from './session-calls.ts';
import { isPassing } from './step.ts';

/** How a sign-in is watched, in milliseconds. */
export interface WatchTiming {
  /** A stream that has said nothing for this long will not: something in between keeps it back. */
  readonly quietMs: number;
  /** Between two looks where streams do not come through. */
  readonly pollMs: number;
  /** Between the beginnings of two looks in any case, and after the first failure. */
  readonly leastMs: number;
  /** After many failures. */
  readonly mostMs: number;
}

const TIMING: WatchTiming = { quietMs: 3000, pollMs: 1500, leastMs: 500, mostMs: 5000 };

/** What a {@link FlowWatch} needs. */
export interface FlowWatchOptions {
  readonly calls: SessionCalls;
  /** The session as it is now: another one after it was renewed. */
  readonly client: () => FlowClient;
  /** Called with each state that is heard of, often the same again. Stops the watch when it was the last. */
  readonly seen: (state: SignInState) => void;
  /** Called when there is no point in asking again. */
  readonly failed: (error: unknown) => void;
  readonly timing?: WatchTiming;
}

/**
 * Watches a sign-in: by a stream, which the server ends from time to time and which is then asked for again; and where
 * streams do not come through, by looking again and again.
 */
export class FlowWatch {
  readonly #options: FlowWatchOptions;
  readonly #timing: WatchTiming;
  /** The flow that is watched, in an object of its own for each watch. */
  #watched: { readonly id: number } | undefined;
  #polls = false;
  #looksOnce = false;
  #failures = 0;
  /** How many states were heard of. */
  #heard = 0;
  #endPause: () => void = () => undefined;

  constructor(options: FlowWatchOptions) {
    this.#options = options;
    this.#timing = options.timing ?? TIMING;
  }

  /** Begins to watch a flow, unless it is watched. Resolves when that is over. */
  async start(id: number): Promise<void> {
    if (this.#watched) return;
    const watched = (this.#watched = { id });
    while (this.#isWatching(watched)) {
      const pauseMs = await this.#look(id);
      if (this.#isWatching(watched) && !this.#looksOnce) await this.#pause(pauseMs);
    }
  }

  /** Looks at once, as when the person comes back from the window: a stream may have died meanwhile. */
  wake(): void {
    if (!this.#watched) return;
    this.#looksOnce = true;
    this.#interrupt();
  }

  stop(): void {
    if (!this.#watched) return;
    this.#watched = undefined;
    this.#polls = this.#looksOnce = false;
    this.#failures = 0;
    this.#interrupt();
  }

  #isWatching(watched: { readonly id: number }): boolean {
    return this.#watched === watched;
  }

  /** Looks once, for as long as a stream lasts. Resolves to how long to wait before the next look. */
  async #look(id: number): Promise<number> {
    const { calls, failed } = this.#options;
    const { pollMs, leastMs, mostMs } = this.#timing;
    const began = Date.now();
    let pauseMs = 0;
    await calls.look({
      request: (signal) => this.#request(id, signal),
      answered: () => {
        pauseMs = this.#polls ? pollMs : Math.max(0, leastMs + began - Date.now());
      },
      failed: (error) => {
        pauseMs = Math.min(mostMs, leastMs * 2 ** this.#failures++);
        if (error instanceof UnreachableError || (error instanceof RefusedError && isPassing(error.code))) return;
        this.stop();
        failed(error);
      },
    });
    return pauseMs;
  }

  async #request(id: number, signal: AbortSignal): Promise<void> {
    const client = this.#options.client();
    const seen = (state: SignInState) => {
      this.#failures = 0;
      this.#heard++;
      if (!signal.aborted) this.#options.seen(state);
    };
    if (this.#polls || this.#looksOnce) {
      this.#looksOnce = false;
      seen(await client.read(id, signal));
      return;
    }
    const before = this.#heard;
    const timer = setTimeout(() => {
      this.#polls = true;
      this.#interrupt();
    }, this.#timing.quietMs);
    const heard = (state: SignInState) => {
      clearTimeout(timer);
      seen(state);
    };
    try {
      await client.follow(id, heard, signal);
    } finally {
      clearTimeout(timer);
    }
    if (this.#heard === before) throw new UnreachableError();
  }

  #interrupt(): void {
    this.#options.calls.stop();
    this.#endPause();
  }

  #pause(ms: number): Promise<void> {
    return new Promise((resolve) => {
      this.#endPause = resolve;
      setTimeout(resolve, ms);
    });
  }
}
