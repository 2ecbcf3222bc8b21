import { fileURLToPath } from 'node:url';
import { serveStatic } from '@hono/node-server/serve-static';
import { Hono } from 'hono';
import { LOCALES_PATH } from '../../widget/protocol/session-api.ts';
import type { Config } from '../config/config.ts';
import { IMAGES_PATH } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { contentSecurityPolicy } from '../http/security-headers.ts';
import { StaticFile } from '../http/static-file.ts';
import type { PageAssets } from './page-assets.ts';

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

/** Headers of images. */
const IMAGE_HEADERS = {
  // The images are sanitised. Should a browser show one as a document, it still cannot run or load anything.
  'Content-Security-Policy': contentSecurityPolicy({ sandbox: '', 'style-src': "'unsafe-inline'" }),
  'Cache-Control': 'public, max-age=31536000, immutable',
  // The API names the addresses, so that a back end's own pages can show the images.
  'Cross-Origin-Resource-Policy': 'cross-origin',
};

/** Serves the logos and icons of the configuration. Their names change with their content. */
export function imageRoutes(images: Config['images']) {
  const files = new Map(
    [...images].map(([name, { bytes, contentType }]) => [name, new StaticFile(bytes, contentType)]),
  );
  return new Hono<AppEnv>().get(`${IMAGES_PATH}:image{[0-9a-f]+[.](?:svg|png)}`, (c) => {
    const file = files.get(c.req.param('image'));
    if (!file) throw new NotFoundError();
    return file.respond(c, IMAGE_HEADERS);
  });
}

/**
 * Serves the sentences of every language to a dialog whose language changes while it is open. Only the server's own
 * origin can read them.
 */
export function localeRoutes(locales: PageAssets['locales']) {
  const app = new Hono<AppEnv>();
  for (const [tag, translations] of locales) {
    const file = new StaticFile(JSON.stringify(translations), 'application/json');
    app.get(`${LOCALES_PATH}${tag}.json`, (c) => file.respond(c, { 'Cache-Control': 'public, max-age=300' }));
  }
  return app;
}
