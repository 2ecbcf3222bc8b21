import { Hono } from 'hono';
import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import { keysForFormat } from '../../auth/claims-format.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { embedPage } from '../../pages/embed-page.ts';
import type { Dialect, SignTokenOptions } from '../dialect.ts';
import { rejectOrigin, rejectPrivateKey, signToken } from '../sign-token.ts';
import { authPage } from './auth-page.ts';
import { successDetails } from './success-details.ts';
import { CONNECTOR_FROM_TOKEN, canOpenByPath } from './target.ts';
import { sharedSecrets } from './token.ts';
import { webhookRegistrationRoutes } from './webhook-registration.ts';

/** Pandium's auth-only page. */
export const pandium: Dialect = {
  name: 'pandium',
  tokenParameter: TOKEN_PARAMETER,

  routes(deps) {
    const page = embedPage(deps.pages, authPage(deps));
    const app = new Hono<AppEnv>();
    app.all(`/:org/${CONNECTOR_FROM_TOKEN}/auth`, page);
    app.all('/:org/:connector/auth', page);
    app.route('/', webhookRegistrationRoutes(deps));
    return app;
  },

  pages: (organization) => {
    if (keysForFormat(organization, 'organization').length === 0) return [];
    return [CONNECTOR_FROM_TOKEN, ...organization.connectors.keys()]
      .filter((name) => canOpenByPath(organization, name))
      .map((name) => `/${organization.slug}/${name}/auth`);
  },

  successDetails,

  async signToken({ organization, subject, origin, claims, privateKey, issuedAt }: SignTokenOptions) {
    rejectOrigin(origin);
    rejectPrivateKey(privateKey);
    return signToken(() => ({ sub: subject, iat: issuedAt, ...claims }), {
      keys: sharedSecrets(organization),
      kind: 'HS256 key without an account',
      privateKey: undefined,
    });
  },
};
