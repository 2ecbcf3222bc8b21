import { EgressFailedError } from './errors.ts';

/** Limits of time, size and concurrency for a request. */
export interface EgressLimits {
  /** Resolving the name, connecting and TLS, of each hop. */
  readonly connectTimeoutMs: number;
  /** From the request to the end of the response headers, of each hop. */
  readonly headersTimeoutMs: number;
  /** All hops and the body together. */
  readonly totalTimeoutMs: number;
  /** Limit of a body, decompressed. */
  readonly maxBodyBytes: number;
  readonly maxRedirects: number;
  /** Requests, and so sockets, that are open to one host at once. */
  readonly maxRequestsPerHost: number;
  /** Requests that wait for one of those to end. More are refused at once. */
  readonly maxQueuedPerHost: number;
  /** How long a request waits for a socket at most. The wait counts toward {@link totalTimeoutMs}. */
  readonly queueTimeoutMs: number;
}

/**
 * Enough for a slow but working API. A person waits for the response.
 *
 * A provider that answers within 500 ms serves 40 requests a second through 20 sockets, so a waiting request gets one
 * within milliseconds. A provider that hangs holds 20 sockets and 100 waiting requests of this process, and delays
 * requests to no other host. The limits apply to each process, because they protect its own sockets and memory.
 */
export const DEFAULT_LIMITS: EgressLimits = {
  connectTimeoutMs: 5_000,
  headersTimeoutMs: 10_000,
  totalTimeoutMs: 20_000,
  maxBodyBytes: 256 * 1024,
  maxRedirects: 3,
  maxRequestsPerHost: 20,
  maxQueuedPerHost: 100,
  queueTimeoutMs: 3_000,
};

/** When work has to be over. */
export interface DeadlineOptions {
  /** Named in the error. */
  readonly host: string;
  readonly timeoutMs: number;
  /** Ends the work early. */
  readonly signal: AbortSignal;
}

/**
 * Runs `work` until it ends, the time is over, or the signal aborts. It does not wait for
 * `work` after that.
 *
 * @throws {EgressFailedError} `timeout` or `aborted`. Errors of `work` are passed on.
 */
export async function withDeadline<T>(options: DeadlineOptions, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
  const { host, timeoutMs, signal } = options;
  const over = new AbortController();
  const timer = setTimeout(() => over.abort(), timeoutMs);
  const either = AbortSignal.any([signal, over.signal]);
  const stopped = () =>
    signal.aborted
      ? new EgressFailedError('aborted', host, 'no longer wanted')
      : new EgressFailedError('timeout', host, `${timeoutMs} ms are over`);
  const stop = Promise.withResolvers<never>();
  const onAbort = () => stop.reject(new Error('stopped'));
  either.addEventListener('abort', onAbort, { once: true });
  try {
    if (either.aborted) throw stopped();
    // A race, because the operating system's resolver cannot be aborted.
    return await Promise.race([stop.promise, work(either)]);
  } catch (error) {
    throw either.aborted ? stopped() : error;
  } finally {
    clearTimeout(timer);
    // Otherwise a long-lived `signal` would keep the listener, and with it the whole response, in memory.
    either.removeEventListener('abort', onAbort);
  }
}
