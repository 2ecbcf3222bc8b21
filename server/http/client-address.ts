import type { Context } from 'hono';
import type { AppEnv } from './app-env.ts';

/**
 * The address a request came from, for limits.
 *
 * `trustProxy` is how many reverse proxies stand in front: the entry of `X-Forwarded-For` with that number, counted from
 * the end, is believed, since everything before it was written by the client.
 */
export function clientAddress<E extends AppEnv>(c: Context<E>, trustProxy: number): string {
  if (trustProxy > 0) {
    const hops = (c.req.header('x-forwarded-for') ?? '').split(',').map((hop) => hop.trim());
    const hop = hops.at(-trustProxy);
    if (hop) return hop;
  }
  return c.env.incoming?.socket.remoteAddress ?? 'unknown';
}
