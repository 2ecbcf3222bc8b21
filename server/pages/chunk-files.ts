import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import type { AppEnv } from '../http/app-env.ts';

/** Path of the chunks that the script of a page loads. */
export const ASSETS_PATH = '/assets/';

/** The name of a chunk, which changes with its content. The compressed files beside it have no address of their own. */
const FILE_PATTERN = '[a-z-]+-[0-9a-f]{8}[.]js';

/**
 * Serves the chunks of the dialog, as the build compressed them. Only pages of this server load them, so other origins
 * cannot.
 */
export function chunkRoutes(folder: URL) {
  return new Hono<AppEnv>().get(
    `${ASSETS_PATH}:file{${FILE_PATTERN}}`,
    serveStatic<AppEnv>({
      root: fileURLToPath(folder),
      rewriteRequestPath: (path) => path.slice(ASSETS_PATH.length),
      precompressed: true,
      onFound: (_path, c) => c.header('Cache-Control', 'public, max-age=31536000, immutable'),
    }),
  );
}
