import { createHash } from 'node:crypto';
import { Hono } from 'hono';
import type { AppEnv } from './app-env.ts';
import { StaticFile, contentHash } from './static-file.ts';

/**
 * The first header allows other sites to run the module script. The second allows a host with COEP to load it without
 * `crossorigin`.
 */
const CROSS_ORIGIN_HEADERS = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** Hosts get a new version within minutes without waiting: the old one is used while the browser loads the new one. */
const LATEST_CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=86400';
const IMMUTABLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** Addresses of the tag's script, and the hash with which a page can verify it. */
export interface TagScriptNames {
  /** Path of the newest script. */
  readonly path: string;
  /** Path of exactly this script. Its content never changes. */
  readonly hashedPath: string;
  /** For the `integrity` attribute (Subresource Integrity section 3.1). */
  readonly integrity: string;
}

/** Computes the paths and the hash of the script that host pages load. */
export function tagScriptNames(script: string): TagScriptNames {
  return {
    path: '/embed-connection.js',
    hashedPath: `/embed-connection.${contentHash(script)}.js`,
    integrity: `sha384-${createHash('sha384').update(script).digest('base64')}`,
  };
}

/** Serves the tag's script at a fixed address, and at one that changes with its content. */
export function tagScriptRoutes(script: string) {
  const file = new StaticFile(script, 'text/javascript; charset=utf-8');
  const { path, hashedPath } = tagScriptNames(script);
  return new Hono<AppEnv>()
    .get(path, (c) => file.respond(c, { ...CROSS_ORIGIN_HEADERS, 'Cache-Control': LATEST_CACHE_CONTROL }))
    .get(hashedPath, (c) => file.respond(c, { ...CROSS_ORIGIN_HEADERS, 'Cache-Control': IMMUTABLE_CACHE_CONTROL }));
}
