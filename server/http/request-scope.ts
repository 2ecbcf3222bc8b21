import { randomUUID } from 'node:crypto';
import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Logger } from 'pino';
import type { AppEnv } from './app-env.ts';
import { isComplete } from './security-headers.ts';
import { READINESS_PATH } from './health.ts';

/** Longer than any path of this server. Longer paths are cut in the log. */
const MAX_LOGGED_PATH_LENGTH = 300;

/**
 * Gives each request an id, a logger with that id, and one line in the log when it is answered.
 *
 * The line contains the path without its query, because the query may contain a token.
 */
export function requestScope(log: Logger) {
  return createMiddleware<AppEnv>(async function requestScope(c, next) {
    const requestId = randomUUID();
    const startedAt = performance.now();
    c.set('requestId', requestId);
    const requestLog = log.child({ requestId });
    c.set('log', requestLog);
    await next();
    // Not `c.header`, which would make a copy of the answer that Node.js has to stream.
    if (!isComplete(c.res)) c.res.headers.set('X-Request-Id', requestId);
    // Open dialogs ask again and again whether something has changed, and probes whether the server is ready.
    const isRoutine = c.res.status === 304 || (c.req.path === READINESS_PATH && c.res.ok);
    const level = isRoutine ? 'debug' : 'info';
    requestLog[level](
      {
        method: c.env.incoming?.method ?? c.req.method,
        path: c.req.path.slice(0, MAX_LOGGED_PATH_LENGTH),
        status: c.res.status,
        durationMs: Math.round(performance.now() - startedAt),
      },
      'request',
    );
  });
}

/** Throws an error from before the application received the request, such as an invalid Host. */
export const rejectMalformedRequest = createMiddleware<AppEnv>(async function rejectMalformed(c, next) {
  if (c.env.failure) throw c.env.failure;
  await next();
});

/** Header in which a proxy adds the address of its client. */
const FORWARDED_FOR = 'x-forwarded-for';

/**
 * Returns the address that a request came from. Limits use it.
 *
 * `trustProxy` is the number of reverse proxies in front of this server. The function trusts the entry of
 * `X-Forwarded-For` with that number, counted from the end. The client may have written every entry before it.
 */
export function clientAddress<E extends AppEnv>(c: Context<E>, trustProxy: number): string {
  if (trustProxy > 0) {
    const hops = (c.req.header(FORWARDED_FOR) ?? '').split(',').map((hop) => hop.trim());
    const hop = hops.at(-trustProxy);
    if (hop) return hop;
  }
  return c.env.incoming?.socket.remoteAddress ?? 'unknown';
}

/**
 * Logs one warning at the first request that came through a reverse proxy when the configuration names none. In that
 * case every client has the address of the proxy, and all clients share its limits.
 */
export function warnAboutUnknownProxy(trustProxy: number) {
  let done = trustProxy > 0;
  return createMiddleware<AppEnv>(async function warnOfUnknownProxy(c, next) {
    if (!done && c.req.header(FORWARDED_FOR) !== undefined) {
      done = true;
      c.var.log.warn(
        'a request has X-Forwarded-For and TRUST_PROXY is 0, so all clients of a reverse proxy share its limits: ' +
          'set TRUST_PROXY to the number of proxies in front of this server, unless a client sent the header itself',
      );
    }
    await next();
  });
}
