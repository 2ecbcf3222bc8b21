import { Hono } from 'hono';
import type { AppEnv } from '../../http/app-env.ts';
import type { PageDialect } from '../../pages/page-dialect.ts';
import type { Dialect } from '../dialect.ts';
import { SignTokenError } from '../dialect.ts';
import { receiptDetails } from '../receipt-details.ts';
import { addApplicationPages } from './application-page.ts';
import { flatErrors } from './flat-errors.ts';

/** The second is that of applications which were built in code. */
const PAGES = ['/embed/applications', '/code-mode/embed/applications'];

const capabilities: PageDialect = {
  name: 'superblocks',
  speaksOn: 'own routes',
  tokenByMessage: true,
  acceptsSessionTokens: true,
  hostBegins: true,
  fallback: 'each',
};

/** Superblocks' embedded applications. */
export const superblocks: Dialect = {
  ...capabilities,

  routes(deps) {
    const app = new Hono<AppEnv>();
    for (const path of PAGES) addApplicationPages(app, path, deps, capabilities);
    return app;
  },

  pages: ({ apps }) => [...apps.keys()].map((id) => `/embed/applications/${encodeURIComponent(id)}`),

  successDetails: receiptDetails,

  errorForm: flatErrors,

  loadApiRoutes: async () => (await import('./session-token-route.ts')).sessionTokenRoutes,

  signToken: () =>
    Promise.reject(
      new SignTokenError(
        'The server signs session tokens itself. Make an access token with `embed-connection access-tokens create --type ' +
          'embed`, and send it to POST /api/v1/public/token.',
      ),
    ),
};
