import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

import { ConcurrencyLimitError } from '../concurrency-limiter.ts';
import type { ConcurrencyLimiter } from '../concurrency-limiter.ts';
import { EgressFailedError } from './errors.ts';
import type { Guard } from './guard.ts';
import type { EgressLimits } from './limits.ts';
import { readBody } from './read-body.ts';
import type { Hop } from './redirect.ts';

/** The complete response, with any status. */
export interface EgressResponse {
  readonly status: number;
  /** Values by lower-case name. Repeated headers are joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The URL of the response, after redirects. */
  readonly url: URL;
}

/** The options of all hops of a request. */
export interface SendOptions {
  readonly guard: Guard;
  readonly limits: EgressLimits;
  /** Limits concurrent requests by host, with its port. */
  readonly places: ConcurrencyLimiter;
  readonly signal: AbortSignal;
}

/**
 * Waits for a place at the host, sends one hop over a new connection, and reads the response.
 *
 * The address is checked between resolving the name and connecting, so a name whose address changes cannot bypass the
 * guard (DNS rebinding). A reused connection would skip the check.
 *
 * Throws the guard's errors, `EgressFailedError` of kind `busy`, and unconverted errors of Node and undici: see
 * `toEgressError`.
 */
export async function send(hop: Hop, options: SendOptions): Promise<EgressResponse> {
  options.guard.inspect(hop.url);
  const { host } = hop.url;
  try {
    return await options.places.run(host, options.signal, () => sendRequest(hop, options));
  } catch (error) {
    throw error instanceof ConcurrencyLimitError
      ? new EgressFailedError('busy', host, 'too many requests to this host are running')
      : error;
  }
}

/** Keeps its place until the socket is closed, so that the limit also applies to sockets. */
async function sendRequest(hop: Hop, { guard, limits, signal }: SendOptions): Promise<EgressResponse> {
  // Imported late, because it takes a tenth of the time that the server needs to start.
  const { Client } = await import('undici');
  const client = new Client(hop.url.origin, {
    allowH2: false,
    pipelining: 0,
    connect: {
      lookup: pinnedLookup(() => guard.pin(hop.url)),
      timeout: limits.connectTimeoutMs,
      autoSelectFamily: false,
    },
  });
  try {
    const response = await client.request({
      path: hop.url.pathname + hop.url.search,
      method: hop.method,
      headers: { ...hop.headers, 'accept-encoding': 'identity', 'user-agent': 'embed-connection' },
      body: hop.body ?? null,
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.totalTimeoutMs,
      signal,
    });
    const headers = new Map<string, string>();
    for (const [name, value] of Object.entries(response.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const body = await readBody(response.body, {
      host: hop.url.host,
      encoding: headers.get('content-encoding'),
      maxBytes: limits.maxBodyBytes,
    });
    return { status: response.statusCode, headers, body, url: hop.url };
  } finally {
    await client.destroy();
  }
}

/** A `lookup` that returns one checked address, so that the socket does not resolve the name itself. */
function pinnedLookup(pin: () => Promise<string>): LookupFunction {
  return (_hostname, { all }, callback) => {
    pin().then(
      (address) => {
        const family = isIP(address);
        if (all === true) callback(null, [{ address, family }]);
        else callback(null, address, family);
      },
      (error: unknown) => callback(error instanceof Error ? error : new Error('The resolver failed.'), ''),
    );
  };
}
