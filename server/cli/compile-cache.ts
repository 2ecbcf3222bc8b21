import module from 'node:module';
import { fileURLToPath } from 'node:url';

/** Reached from the sources and from `dist/server/` in the same way. */
const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/embed-connection/node', import.meta.url));

/**
 * Keeps the compiled form of what is imported from now on, so that the next start is faster.
 *
 * `NODE_COMPILE_CACHE` names another folder, and `NODE_DISABLE_COMPILE_CACHE=1` switches it off. If Node.js cannot write
 * to the folder, it runs without a cache.
 */
export function enableCompileCache(): void {
  module.enableCompileCache(FOLDER);
}
