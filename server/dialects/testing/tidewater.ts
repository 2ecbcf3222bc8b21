import { Hono } from 'hono';
import { keysForFormat } from '../../auth/compact-jws.ts';
import { verifyOrganizationToken } from '../../auth/organization-token.ts';
import { TokenInvalidError } from '../../errors.ts';
import type { AppEnv } from '../../http/app-env.ts';
import type { Dialect } from '../dialect.ts';
import { addPage } from '../../pages/embed-page.ts';
import { openConnector } from '../../pages/open-connector.ts';
import type { PageDialect } from '../../pages/page-dialect.ts';

const capabilities: PageDialect = {
  name: 'tidewater',
  speaksOn: 'own routes',
  tokenByMessage: true,
  fallback: 'each',
};

/** An embed system that does not exist. Its page takes the token by message only, and its handshake has no nonce. */
export const tidewater: Dialect = {
  ...capabilities,

  routes(deps) {
    const app = new Hono<AppEnv>();
    addPage(app, '/tidewater/:org/panels/:connector', deps.pages, {
      dialect: capabilities,
      namesOrganization: true,
      findOrganization: (c) => deps.config.organizations.get(c.req.param('org') ?? ''),
      async open({ c, token, arrival, dialect, scope: { organization } }) {
        if (!organization) throw new TokenInvalidError('the address names no configured organization');
        const keys = keysForFormat(organization, 'organization');
        const now = deps.useCaseDeps.now();
        const verified = await verifyOrganizationToken(token, { organization, keys, arrival, now });
        const pathConnector = c.req.param('connector') ?? '';
        const identity = { ...verified, claims: { seat: verified.userKey } };
        return openConnector(deps, { organization, token, identity, dialect, pathConnector, log: c.var.log });
      },
    });
    return app;
  },

  successDetails: () => (session) => Promise.resolve({ seat: session.context.claims['seat'] }),

  signToken: () => Promise.reject(new Error('The test signs its tokens.')),
};
