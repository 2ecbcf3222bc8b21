import { Hono } from 'hono';
import type { Config } from '../config/config.ts';
import { IMAGES_PATH } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { contentSecurityPolicy } from '../http/content-security-policy.ts';
import { StaticFile } from '../http/static-file.ts';

const HEADERS = {
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
    return file.respond(c, HEADERS);
  });
}
