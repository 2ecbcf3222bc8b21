import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { StaticFile } from '../http/static-file.ts';
import { tagScriptNames } from '../http/tag-script.ts';

/**
 * The first header allows other sites to run the module script. The second allows a host with COEP to load it without
 * `crossorigin`.
 */
const CROSS_ORIGIN_HEADERS = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** Hosts get a new version within minutes without waiting: the old one is used while the browser loads the new one. */
const LATEST_CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=86400';
const IMMUTABLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** Serves the tag's script at a fixed address, and at one that changes with its content. */
export function tagScriptRoutes(script: string) {
  const file = new StaticFile(script, 'text/javascript; charset=utf-8');
  const { path, hashedPath } = tagScriptNames(script);
  return new Hono<AppEnv>()
    .get(path, (c) => file.respond(c, { ...CROSS_ORIGIN_HEADERS, 'Cache-Control': LATEST_CACHE_CONTROL }))
    .get(hashedPath, (c) => file.respond(c, { ...CROSS_ORIGIN_HEADERS, 'Cache-Control': IMMUTABLE_CACHE_CONTROL }));
}
