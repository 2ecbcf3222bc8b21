import { Hono } from 'hono';
import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { embedPage } from '../../http/embed-page.ts';
import type { Dialect, TokenOrder } from '../dialect.ts';
import { signToken } from '../sign-token.ts';
import { authPage } from './auth-page.ts';
import { successDetails } from './success-details.ts';
import { webhookRegistrationRoutes } from './webhook-registration.ts';

/** Pandium's auth-only page. */
export const pandium: Dialect = {
  name: 'pandium',
  tokenParameter: TOKEN_PARAMETER,

  routes(deps) {
    const page = embedPage(deps.pages, authPage(deps));
    const app = new Hono<AppEnv>();
    app.all('/:org/connector/auth', page);
    app.all('/:org/:connector/auth', page);
    app.route('/', webhookRegistrationRoutes(deps));
    return app;
  },

  pages: ({ slug, connectors }) => ['connector', ...connectors.keys()].map((name) => `/${slug}/${name}/auth`),

  successDetails,

  async signToken({ organization, subject, claims, privateKey, issuedAt }: TokenOrder) {
    const key = organization.keys.find(({ algorithm, account }) => algorithm === 'HS256' && account === undefined);
    return signToken({ sub: subject, iat: issuedAt, ...claims }, { key, kind: 'HS256 key', privateKey });
  },
};
