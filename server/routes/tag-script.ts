import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';
import { StaticFile } from '../http/static-file.ts';
import { tagScriptNames } from '../http/tag-script.ts';

/**
 * A module script of another site runs only with the first, and a host with COEP takes it without `crossorigin` only
 * with the second.
 */
const CROSS_ORIGIN_HEADERS = { 'Access-Control-Allow-Origin': '*', 'Cross-Origin-Resource-Policy': 'cross-origin' };

/** Hosts get a new version within minutes, and wait for none: the old one serves while the new one is fetched. */
const LATEST_CACHE_CONTROL = 'public, max-age=300, stale-while-revalidate=86400';
const IMMUTABLE_CACHE_CONTROL = 'public, max-age=31536000, immutable';

/** The tag's script, under its name and under one that changes with it. */
export function tagScriptRoutes(script: string) {
  const file = new StaticFile(script, 'text/javascript; charset=utf-8');
  const { path, hashedPath } = tagScriptNames(script);
  return new Hono<AppEnv>()
    .get(path, (c) => file.respond(c, { ...CROSS_ORIGIN_HEADERS, 'Cache-Control': LATEST_CACHE_CONTROL }))
    .get(hashedPath, (c) => file.respond(c, { ...CROSS_ORIGIN_HEADERS, 'Cache-Control': IMMUTABLE_CACHE_CONTROL }));
}
