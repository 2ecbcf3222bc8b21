import { Hono } from 'hono';
import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { keysOf } from '../../auth/token-grammar.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { embedPage } from '../../http/embed-page.ts';
import type { Dialect, TokenOrder } from '../dialect.ts';
import { refuseOrigin, refusePrivateKey, signToken } from '../sign-token.ts';
import { authPage } from './auth-page.ts';
import { successDetails } from './success-details.ts';
import { ANY_CONNECTOR, isReachable } from './target.ts';
import { sharedSecrets } from './token.ts';
import { webhookRegistrationRoutes } from './webhook-registration.ts';

/** Pandium's auth-only page. */
export const pandium: Dialect = {
  name: 'pandium',
  tokenParameter: TOKEN_PARAMETER,

  routes(deps) {
    const page = embedPage(deps.pages, authPage(deps));
    const app = new Hono<AppEnv>();
    app.all(`/:org/${ANY_CONNECTOR}/auth`, page);
    app.all('/:org/:connector/auth', page);
    app.route('/', webhookRegistrationRoutes(deps));
    return app;
  },

  pages: (organization) => {
    if (keysOf(organization, 'organization').length === 0) return [];
    return [ANY_CONNECTOR, ...organization.connectors.keys()]
      .filter((name) => isReachable(organization, name))
      .map((name) => `/${organization.slug}/${name}/auth`);
  },

  successDetails,

  async signToken({ organization, subject, origin, claims, privateKey, issuedAt }: TokenOrder) {
    refuseOrigin(origin);
    refusePrivateKey(privateKey);
    return signToken(() => ({ sub: subject, iat: issuedAt, ...claims }), {
      keys: sharedSecrets(organization),
      kind: 'HS256 key without an account',
      privateKey: undefined,
    });
  },
};
