import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';

import { ConcurrencyLimitError } from '../concurrency-limiter.ts';
import type { ConcurrencyLimiter } from '../concurrency-limiter.ts';
import { EgressFailedError } from './errors.ts';
import type { Guard } from './guard.ts';
import type { EgressLimits } from './limits.ts';
import { readBody } from './read-body.ts';
import type { Hop } from './redirect.ts';

/** The whole answer, with any status. */
export interface EgressResponse {
  readonly status: number;
  /** By lower-case name; repeated headers joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Where the answer came from, after redirects. */
  readonly url: URL;
}

/** What every hop of a request has in common. */
export interface SendOptions {
  readonly guard: Guard;
  readonly limits: EgressLimits;
  /** By host, as in a URL with its port. */
  readonly places: ConcurrencyLimiter;
  readonly signal: AbortSignal;
}

/**
 * Sends one hop over a connection of its own and reads the answer, as soon as the host has a place for it.
 *
 * The address is checked inside the connection, between resolving the name and connecting to the result, so a name
 * that changes its address in between gains nothing. A reused connection would skip the check.
 *
 * Throws what the guard throws, `EgressFailedError` of kind `busy`, and errors of Node and undici as they come: see
 * `toEgressError`.
 */
export async function send(hop: Hop, options: SendOptions): Promise<EgressResponse> {
  options.guard.inspect(hop.url);
  const { host } = hop.url;
  try {
    return await options.places.run(host, options.signal, () => sendRequest(hop, options));
  } catch (error) {
    throw error instanceof ConcurrencyLimitError
      ? new EgressFailedError('busy', host, 'too many requests to it are running')
      : error;
  }
}

/** Holds its place until the socket is closed, so that the places bound the sockets as well. */
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
    const answer = await client.request({
      path: hop.url.pathname + hop.url.search,
      method: hop.method,
      headers: { ...hop.headers, 'accept-encoding': 'identity', 'user-agent': 'embed-connection' },
      body: hop.body ?? null,
      headersTimeout: limits.headersTimeoutMs,
      bodyTimeout: limits.totalTimeoutMs,
      signal,
    });
    const headers = new Map<string, string>();
    for (const [name, value] of Object.entries(answer.headers)) {
      if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
    }
    const body = await readBody(answer.body, {
      host: hop.url.host,
      encoding: headers.get('content-encoding'),
      maxBytes: limits.maxBodyBytes,
    });
    return { status: answer.statusCode, headers, body, url: hop.url };
  } finally {
    await client.destroy();
  }
}

/** Gives the socket one checked address. The socket resolves nothing itself. */
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
