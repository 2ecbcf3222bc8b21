import { Hono } from 'hono';
import type { Receipts } from '../auth/receipt.ts';
import type { AppEnv } from '../http/app-env.ts';

/**
 * The keys with which anybody verifies receipts. Public, so pages of other sites may read them as well.
 *
 * As `application/json`, which clients of every kind know; `application/jwk-set+json` (RFC 7517 section 8.5.2) is no must.
 */
export function jwksRoutes(receipts: Receipts) {
  return new Hono<AppEnv>().get('/.well-known/jwks.json', (c) =>
    c.json(receipts.jwks(), 200, {
      'Access-Control-Allow-Origin': '*',
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'Cache-Control': 'public, max-age=300',
    }),
  );
}
