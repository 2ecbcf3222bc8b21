import { EgressFailedError, EgressRefusedError, toEgressError } from './egress/errors.ts';
import type { GuardOptions } from './egress/guard.ts';
import { createGuard } from './egress/guard.ts';
import type { EgressLimits, EgressMethod, Hop, EgressResponse } from './egress/send.ts';
import { nextHop, isRedirect, send } from './egress/send.ts';
import { ConcurrencyLimiter } from './concurrency-limiter.ts';

export { EgressFailedError, EgressRefusedError };
export type { EgressResponse };

/**
 * Which redirects are followed. With `same-origin`, a redirect to another origin is a failure. Use it if the response
 * is meaningful only because of the credentials. With `refuse`, any 3xx is a failure. Use it if the response is a
 * credential.
 */
export type RedirectPolicy = 'follow' | 'same-origin' | 'refuse';

/** One outbound request. */
export interface EgressRequest {
  readonly url: URL;
  readonly method: EgressMethod;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirects: RedirectPolicy;
}

/** Sends all outbound requests of the server. */
export interface Egress {
  /**
   * Sends a request, if its address is allowed.
   *
   * @throws {EgressRefusedError} The address is not allowed. Nothing was sent.
   * @throws {EgressFailedError} There is no usable response. A redirect to a refused address has the kind `redirect`.
   */
  request(request: EgressRequest, options: { readonly signal: AbortSignal }): Promise<EgressResponse>;

  /**
   * Checks whether a request to this URL is allowed, without sending one. A later request is checked again, because the
   * addresses of a name can change.
   *
   * @throws {EgressRefusedError}
   * @throws {EgressFailedError} The name cannot be resolved now.
   */
  checkUrl(url: URL, options: { readonly signal: AbortSignal }): Promise<void>;

  /** Aborts running requests and refuses later ones. */
  close(): void;
}

/** Options for {@link createEgress}. */
export interface EgressOptions extends GuardOptions {
  /** Overrides {@link DEFAULT_LIMITS}. */
  readonly limits?: Partial<EgressLimits>;
}

/**
 * Creates the client for outbound requests. It sends https to public addresses only, checks the address inside each
 * connection, and limits the time, the size, and the number of requests per host.
 *
 * @throws {TypeError} A block in `allow` is invalid.
 */
export function createEgress(options: EgressOptions): Egress {
  const limits = { ...DEFAULT_LIMITS, ...options.limits };
  const guard = createGuard(options);
  const { maxRequestsPerHost: limit, maxQueuedPerHost: maxWaiting, queueTimeoutMs } = limits;
  const limiter = new ConcurrencyLimiter({ maxConcurrent: limit, maxWaiting, waitTimeoutMs: queueTimeoutMs });
  const closing = new AbortController();
  const untilClosed = (signal: AbortSignal) => AbortSignal.any([signal, closing.signal]);

  async function follow({ redirects, ...request }: EgressRequest, signal: AbortSignal): Promise<EgressResponse> {
    const { host } = request.url;
    let hop = firstHop(request);
    for (let redirected = 0; redirected <= limits.maxRedirects; redirected++) {
      const response = await send(hop, { guard, limits, places: limiter, signal }).catch((error: unknown) => {
        const known = toEgressError(error, hop.url.host);
        // The first hop was sent, so this is a failure and not a refusal.
        throw redirected > 0 && known instanceof EgressRefusedError
          ? new EgressFailedError('redirect', host, `it leads to ${known.host}, which is not allowed`)
          : known;
      });
      if (redirects === 'refuse' && response.status >= 300 && response.status < 400) {
        throw new EgressFailedError('redirect', host, `status ${response.status}, but redirects are not allowed`);
      }
      const location = response.headers.get('location');
      if (!isRedirect(response.status, location)) return response;
      const next = nextHop(hop, response.status, location);
      if (redirects === 'same-origin' && next.url.origin !== hop.url.origin) {
        throw new EgressFailedError('redirect', host, `it leads to another origin, ${next.url.origin}`);
      }
      hop = next;
    }
    throw new EgressFailedError('redirect', host, `more than ${limits.maxRedirects} hops`);
  }

  return {
    request(request, { signal }) {
      const deadline = { host: request.url.host, timeoutMs: limits.totalTimeoutMs, signal: untilClosed(signal) };
      return withDeadline(deadline, (inner) => follow(request, inner));
    },

    checkUrl(url, { signal }) {
      const deadline = { host: url.host, timeoutMs: limits.connectTimeoutMs, signal: untilClosed(signal) };
      return withDeadline(deadline, async () => {
        guard.inspect(url);
        await guard.pin(url);
      });
    },

    close: () => closing.abort(),
  };
}

function firstHop({ url, method, headers, body }: Omit<EgressRequest, 'redirects'>): Hop {
  const lowerCase = Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value] as const);
  return { url: new URL(url), method, headers: Object.fromEntries(lowerCase), body };
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
