import { EgressFailedError } from './errors.ts';

/** How long and how much a request may take. */
export interface EgressLimits {
  /** Resolving the name, connecting and TLS, of each hop. */
  readonly connectMs: number;
  /** From the request to the end of the answer's headers, of each hop. */
  readonly headersMs: number;
  /** All hops and the body together. */
  readonly totalMs: number;
  /** Limit of a body, decompressed. */
  readonly maxBodyBytes: number;
  readonly maxRedirects: number;
}

/** Enough for a slow but working API; a person waits for the answer. */
export const DEFAULT_LIMITS: EgressLimits = {
  connectMs: 5_000,
  headersMs: 10_000,
  totalMs: 20_000,
  maxBodyBytes: 256 * 1024,
  maxRedirects: 3,
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
 * Runs `work` until it ends, the time is over, or the signal aborts; in the last two cases without waiting for it.
 *
 * @throws {EgressFailedError} `timeout` or `aborted`; else whatever `work` throws.
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
    // A race, because the system's resolver cannot be interrupted.
    return await Promise.race([stop.promise, work(either)]);
  } catch (error) {
    throw either.aborted ? stopped() : error;
  } finally {
    clearTimeout(timer);
    // Where `signal` lives on, the listener would keep the race, and with it the whole answer, in memory for good.
    either.removeEventListener('abort', onAbort);
  }
}
