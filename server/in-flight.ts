import { settledWithin } from './settled-within.ts';

/** Requests that probes send; a stop does not wait for them. */
const PROBES: ReadonlySet<string> = new Set(['/healthz', '/readyz']);

/** Counts the requests under way, so that a stop can let them end. */
export class InFlight {
  #count = 0;
  #stopping = false;
  #idle: (() => void) | undefined;

  /** Whether {@link drain} was called. */
  get stopping(): boolean {
    return this.#stopping;
  }

  /** Runs the handler of a request. While stopping, the answer asks the client to use another connection. */
  async track(request: Request, handle: () => Response | Promise<Response>): Promise<Response> {
    if (PROBES.has(new URL(request.url).pathname)) return handle();
    this.#count += 1;
    try {
      const response = await handle();
      if (this.#stopping) response.headers.set('Connection', 'close');
      return response;
    } finally {
      this.#count -= 1;
      if (this.#count === 0) this.#idle?.();
    }
  }

  /** Resolves when nothing is under way any more, or the time is over. */
  async drain(patienceMs: number): Promise<void> {
    this.#stopping = true;
    if (this.#count === 0) return;
    const { promise, resolve } = Promise.withResolvers<undefined>();
    this.#idle = () => resolve(undefined);
    await settledWithin(promise, patienceMs);
  }
}
