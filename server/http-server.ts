import { createServer } from 'node:http';
import type { IncomingMessage, RequestListener, Server, ServerResponse } from 'node:http';
import { getRequestListener, RequestError } from '@hono/node-server';
import type { HttpBindings } from '@hono/node-server';
import type { Logger } from 'pino';
import { MalformedRequestError } from './errors.ts';
import type { AppEnv } from './http/app-env.ts';
import { isStreamedRequest } from './http/streamed-requests.ts';
import type { ConnectionLimits, InFlightRequests } from './in-flight-requests.ts';

/** What clients may ask of the server before it closes their connection. */
export interface HttpLimits extends ConnectionLimits {
  /** Connections that are open at once. Further ones are closed. */
  readonly maxConnections: number;
  /** How long a connection may pass no byte in either direction while a request is open. */
  readonly idleTimeoutMs: number;
  /** How long the body of a request may take. Streamed requests have only the idle timeout. */
  readonly bodyTimeoutMs: number;
}

/** The limits of a server that runs. */
export const HTTP_LIMITS: HttpLimits = {
  maxRequests: 1000,
  maxInFlight: 4,
  // More than HTTP clients pipeline. Each that waits costs 4 KB.
  maxWaiting: 16,
  // A connection costs 15 KB while it is idle, and 420 KB while 16 requests wait behind four answers of 80 KB, the largest
  // ones, that it does not read: 1.7 GB at worst.
  maxConnections: 4000,
  // Longer than an event stream may be silent, 28 s (see `EVENT_STREAM_SECONDS`), and than a provider may take, 20 s.
  idleTimeoutMs: 60_000,
  // Enough for the largest body, 64 KiB, on a very slow line.
  bodyTimeoutMs: 30_000,
};

/** Headers come in one go. A client that takes longer holds a connection open on purpose, or is gone. */
const HEADERS_TIMEOUT_MS = 10_000;
/** How often Node.js looks for connections over these limits. Its own 30 s would double them. */
const TIMEOUT_CHECK_INTERVAL_MS = 1000;
/** Above the longest address that gets an answer of its own, so that the application answers 414. */
const MAX_HEADER_BYTES = 48 * 1024;
/** At most one line of the log in this time says that there are too many connections. */
const DROP_LOG_INTERVAL_MS = 60_000;

/** What a server needs. */
export interface HttpServerOptions {
  readonly fetch: (request: Request, env: AppEnv['Bindings']) => Response | Promise<Response>;
  readonly inFlight: InFlightRequests;
  readonly limits: Omit<HttpLimits, keyof ConnectionLimits>;
  readonly publicUrl: URL;
  readonly log: Logger;
}

/** Makes the HTTP server of an application. It does not listen yet. */
export function createHttpServer({ fetch, inFlight, limits, publicUrl, log }: HttpServerOptions): Server {
  const onFlood = ({ socket }: IncomingMessage) => {
    log.warn({ address: socket.remoteAddress }, 'closed a connection that sent too many requests at once');
  };
  const server = createServer(
    {
      connectionsCheckingInterval: TIMEOUT_CHECK_INTERVAL_MS,
      headersTimeout: HEADERS_TIMEOUT_MS,
      // Node.js has one timeout for all requests, so `limitDuration` does it.
      requestTimeout: 0,
      maxHeaderSize: MAX_HEADER_BYTES,
      // The application refuses such requests, with an answer like all others.
      requireHostHeader: false,
    },
    inFlight.limit(requestListener({ fetch, inFlight, limits, publicUrl }), onFlood),
  );
  server.maxConnections = limits.maxConnections;
  server.timeout = limits.idleTimeoutMs;
  let lastLoggedAt = -Infinity;
  server.on('drop', () => {
    if (performance.now() - lastLoggedAt < DROP_LOG_INTERVAL_MS) return;
    lastLoggedAt = performance.now();
    log.warn({ connections: limits.maxConnections }, 'refused a connection: too many are open');
  });
  return server;
}

/** Hands requests of Node.js to the application, also those that no `Request` can be made of. */
function requestListener({ fetch, inFlight, limits, publicUrl }: Omit<HttpServerOptions, 'log'>): RequestListener {
  return (incoming: IncomingMessage, outgoing: ServerResponse) => {
    const bodyLength = incoming.headers['transfer-encoding'] ?? incoming.headers['content-length'] ?? '0';
    if (bodyLength !== '0' && !isStreamedRequest(incoming.method, pathOf(incoming, publicUrl))) {
      limitDuration(incoming, outgoing, limits.bodyTimeoutMs);
    }
    const env: HttpBindings = { incoming, outgoing };
    const answer = async (request: Request, failure?: Error) => {
      const response = await fetch(request, failure ? { ...env, failure } : env);
      if (inFlight.isLastResponse(incoming, outgoing)) response.headers.set('Connection', 'close');
      return response;
    };
    const fail = (failure: Error) => answer(new Request(requestUrl(incoming, publicUrl).href), failure);
    const listener = getRequestListener(
      (request) => (isWellFormed(incoming, request) ? answer(request) : fail(new MalformedRequestError())),
      {
        // For requests of HTTP/1.0 without a Host, such as simple probes send.
        hostname: publicUrl.hostname,
        errorHandler: (cause) => {
          const isRequest = cause instanceof RequestError;
          return fail(isRequest ? new MalformedRequestError(cause) : new Error('The application threw.', { cause }));
        },
      },
    );
    void listener(incoming, outgoing);
  };
}

/** Closes the connection of a request whose body takes too long, as `requestTimeout` of Node.js does. */
function limitDuration(incoming: IncomingMessage, outgoing: ServerResponse, timeoutMs: number): void {
  const { socket } = incoming;
  const timer = setTimeout(() => {
    if (incoming.complete) return;
    // An answer that has begun, or that waits behind another one of the connection, cannot become a 408.
    if (outgoing.headersSent || outgoing.socket !== socket) socket.destroy();
    // RFC 9110 section 15.5.9.
    else socket.end('HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n\r\n', () => socket.destroy());
  }, timeoutMs).unref();
  incoming.once('close', () => clearTimeout(timer));
}

/** RFC 9112 section 3.2: HTTP/1.1 needs a Host. The adapter does not parse hosts such as `9999999999999999`. */
function isWellFormed({ headers, httpVersion }: IncomingMessage, { url }: Request): boolean {
  return (headers.host !== undefined || httpVersion === '1.0') && URL.canParse(url);
}

/** The path of a request. Nearly every address begins with it, and parsing one takes longer. */
function pathOf(incoming: IncomingMessage, publicUrl: URL): string {
  const { url = '' } = incoming;
  return url.startsWith('/') ? (url.split('?', 1)[0] ?? '') : requestUrl(incoming, publicUrl).pathname;
}

/** The address of a malformed request as far as it can be told, for the log. */
function requestUrl({ url }: IncomingMessage, publicUrl: URL): URL {
  return new URL(URL.parse(url ?? '', publicUrl.href)?.pathname ?? '/', publicUrl);
}
