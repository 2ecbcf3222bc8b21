import { Hono } from 'hono';
import type { Receipts } from '../auth/receipt.ts';
import { PUBLISHED_KEYS_MAX_AGE_SECONDS } from '../auth/rotate-signing-key.ts';
import type { AppEnv } from './app-env.ts';

/**
 * Serves the public keys that verify receipts. Pages of other sites may read them too.
 *
 * The content type is `application/json`, which every client knows, and not `application/jwk-set+json` (RFC 7517
 * section 8.5.2).
 *
 * @param now Clock: milliseconds since 1970.
 */
export function jwksRoutes(receipts: Receipts, now: () => number) {
  return new Hono<AppEnv>().get('/.well-known/jwks.json', async (c) =>
    c.json(await receipts.jwks(now()), 200, {
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': `public, max-age=${PUBLISHED_KEYS_MAX_AGE_SECONDS}`,
    }),
  );
}
