import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { AppEnv } from './app-env.ts';

/** Proxies that add the address of their client write it here. */
const FORWARDED_FOR = 'x-forwarded-for';

/**
 * The address a request came from, for limits.
 *
 * `trustProxy` is the number of reverse proxies in front of this server. The entry of `X-Forwarded-For` with that number,
 * counted from the end, is believed; the client wrote everything before it.
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
 * Logs one warning, at the first request that came through a reverse proxy although the configuration names none: all
 * clients then have the address of that proxy, and share its limits.
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
