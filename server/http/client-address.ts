import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.ts';

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
