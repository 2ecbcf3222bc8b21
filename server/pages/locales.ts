import { Hono } from 'hono';
import { LOCALES_PATH } from '../../widget/protocol/session-api.ts';
import type { AppEnv } from '../http/app-env.ts';
import type { PageAssets } from './page-assets.ts';
import { StaticFile } from '../http/static-file.ts';

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
