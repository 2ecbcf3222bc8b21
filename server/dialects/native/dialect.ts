import { Hono } from 'hono';
import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { keysForFormat } from '../../auth/claims-format.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { embedPage } from '../../http/embed-page.ts';
import { NATIVE } from '../../http/page-route.ts';
import type { Dialect } from '../dialect.ts';
import { connectionPage } from './connection-page.ts';
import { signNativeToken } from './sign-token.ts';
import { successDetails } from './success-details.ts';

/** The project's own dialect, which the pages of all others speak on request, and the one page that is only its own. */
export const native: Dialect = {
  name: NATIVE,
  tokenParameter: TOKEN_PARAMETER,

  routes(deps) {
    const app = new Hono<AppEnv>();
    app.all('/:org/connections/:id', embedPage(deps.pages, connectionPage(deps)));
    return app;
  },

  pages: (organization) =>
    keysForFormat(organization, 'organization').length > 0 ? [`/${organization.slug}/connections/<id>`] : [],

  successDetails,

  signToken: signNativeToken,
};
