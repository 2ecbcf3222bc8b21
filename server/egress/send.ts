import { isIP } from 'node:net';
import type { LookupFunction } from 'node:net';
import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';
import { ConcurrencyLimitError } from '../concurrency-limiter.ts';
import type { ConcurrencyLimiter } from '../concurrency-limiter.ts';
import { EgressFailedError, errorCode } from './errors.ts';
import type { Guard } from './guard.ts';

/** The complete response, with any status. */
export interface EgressResponse {
  readonly status: number;
  /** Values by lower-case name. Repeated headers are joined by a comma. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** The URL of the response, after redirects. */
  readonly url: URL;
}

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

/** One hop of a request. */
export interface Hop {
  readonly url: URL;
  readonly method: EgressMethod;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string | undefined;
}

/** The methods of RFC 9110 section 9.3 that APIs use, and PATCH (RFC 5789). */
export type EgressMethod = 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

const REDIRECT_STATUSES: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** Headers that never carry credentials. Any other header may be a credential. */
const CROSS_ORIGIN_HEADERS: ReadonlySet<string> = new Set(['accept', 'accept-language', 'content-type']);

/** Whether a response is a redirect. */
export function isRedirect(status: number, location: string | undefined): location is string {
  return location !== undefined && REDIRECT_STATUSES.has(status);
}

/**
 * The hop that follows a redirect.
 *
 * A hop to another origin keeps only headers that cannot be credentials, and no body. Dropped headers stay dropped
 * when a later hop returns to the first origin. The target is **not** checked yet.
 *
 * @throws {EgressFailedError} Of kind `redirect`.
 */
export function nextHop(hop: Hop, status: number, location: string): Hop {
  const url = URL.parse(location, hop.url.href);
  if (url === null) throw new EgressFailedError('redirect', hop.url.host, 'invalid Location');
  const sameOrigin = url.origin === hop.url.origin;
  const method = methodAfterRedirect(hop.method, status);
  const body = method === hop.method ? hop.body : undefined;
  if (body !== undefined && !sameOrigin) {
    throw new EgressFailedError('redirect', hop.url.host, 'a body would go to another origin');
  }
  const headers = Object.entries(hop.headers).filter(
    ([name]) => (sameOrigin || CROSS_ORIGIN_HEADERS.has(name)) && !(body === undefined && name === 'content-type'),
  );
  return { url, method, headers: Object.fromEntries(headers), body };
}

/** RFC 9110 sections 15.4.2 to 15.4.4. Like all clients, changes POST to GET after 301 and 302. */
function methodAfterRedirect(method: EgressMethod, status: number): EgressMethod {
  if (status === 303) return method === 'HEAD' ? 'HEAD' : 'GET';
  return method === 'POST' && (status === 301 || status === 302) ? 'GET' : method;
}

/** Options of {@link readBody}. */
interface ReadBodyOptions {
  /** For error messages. */
  readonly host: string;
  /** Value of `Content-Encoding`, if there is one. */
  readonly encoding: string | undefined;
  /** Limit of the body both as sent and as decompressed. */
  readonly maxBytes: number;
}

/**
 * Reads the body of a response as UTF-8, and stops if it is too large.
 *
 * Requests ask for no compression, but some servers compress anyway.
 *
 * @throws {EgressFailedError} `too_large`; `protocol` for an unknown or broken compression.
 */
async function readBody(chunks: AsyncIterable<unknown>, options: ReadBodyOptions): Promise<string> {
  const bytes = await decompress(await collect(chunks, options), options);
  return new TextDecoder().decode(bytes);
}

async function collect(chunks: AsyncIterable<unknown>, { host, maxBytes }: ReadBodyOptions): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('A body must consist of bytes.');
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(host, maxBytes);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECOMPRESSORS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
  ['deflate', inflateZlibOrRaw],
]);

async function decompress(bytes: Buffer, { host, encoding, maxBytes }: ReadBodyOptions): Promise<Buffer> {
  const coding = (encoding ?? '').trim().toLowerCase();
  if (coding === '' || coding === 'identity' || bytes.byteLength === 0) return bytes;
  const decode = DECOMPRESSORS.get(coding);
  if (decode === undefined) throw new EgressFailedError('protocol', host, 'unknown content encoding');
  try {
    // The limit also applies during decompression, against a small body that decompresses to gigabytes.
    return await decode(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(host, maxBytes);
    throw new EgressFailedError('protocol', host, 'broken content encoding');
  }
}

function tooLarge(host: string, maxBytes: number): EgressFailedError {
  return new EgressFailedError('too_large', host, `more than ${maxBytes} bytes`);
}

/** RFC 9110 section 8.4.1.2: `deflate` has a zlib header, which some servers omit. */
function inflateZlibOrRaw(bytes: Buffer, options: { maxOutputLength: number }): Promise<Buffer> {
  const hasZlibHeader = ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  return promisify(hasZlibHeader ? inflate : inflateRaw)(bytes, options);
}
