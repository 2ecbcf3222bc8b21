import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import { parseCompactJws, keysForFormat } from '../../auth/compact-jws.ts';
import type { VerificationKey } from '../../config/config.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { addPage } from '../../pages/embed-page.ts';
import type { PageDialect } from '../../pages/page-dialect.ts';
import type { Dialect, SignTokenOptions } from '../dialect.ts';
import { signToken } from '../sign-token.ts';
import { BACK_END_PATHS, backEndErrors } from './back-end-errors.ts';
import { connectionPage, TOKEN_PARAMETER } from './connection-page.ts';
import { authenticateWorkatoToken, readWorkatoClaims, vendorIndex } from './token.ts';
import { addedVendorKeys } from './vendor-keys.ts';

/** Older host code uses the singular form. */
const PAGES = [
  '/direct_link/embedded/connections/:id',
  '/direct_link/embedded/connection/:id',
  '/embedded/connection/:id',
];

const CLAIM_NAMES = ['sub', 'jti', 'iat', 'exp', 'nbf', 'origin'];

const capabilities: PageDialect = {
  name: 'workato',
  speaksOn: 'own routes',
  tokenByMessage: false,
  fallback: 'first',
};

/** Workato's embedded connection widget. */
export const workato: Dialect = {
  ...capabilities,
  tokenParameter: TOKEN_PARAMETER,

  routes(deps) {
    const page = connectionPage(deps, capabilities);
    const app = new Hono<AppEnv>();
    for (const path of PAGES) addPage(app, path, deps.pages, page);
    return app;
  },

  errorForm: backEndErrors,

  backEnd: {
    paths: BACK_END_PATHS.map((prefix) => `${prefix}*`),
    async load(deps) {
      const { backEndCalls } = await import('./back-end-calls.ts');
      return backEndCalls(deps);
    },
  },

  pages: (organization) =>
    keysForFormat(organization, 'vendor').length > 0 ? ['/direct_link/embedded/connections/<id>'] : [],

  async readOwnToken(token, { organizations, now, store }) {
    const addedKeys = store && addedVendorKeys({ store, now: () => now });
    const authentic = await authenticateWorkatoToken(parseCompactJws(token), vendorIndex(organizations), addedKeys);
    const { organization, tenantKey, userKey } = readWorkatoClaims(authentic, now);
    return { organization, tenantKey, userKey, claimNames: CLAIM_NAMES };
  },

  tenantKeyWarning: (key) =>
    /^E\d/.test(key)
      ? `Tokens of direct links drop one leading E: ${key} in a token means the tenant ${key.slice(1)}.`
      : undefined,

  async signToken({ organization, subject, origin, claims, privateKey, issuedAt }: SignTokenOptions) {
    const vendorKeys = keysForFormat(organization, 'vendor');
    const named = vendorKeys.filter((key) => subject.startsWith(subjectPrefix(key)));
    const claimsFor = (key: VerificationKey) => ({
      sub: named.includes(key) ? subject : subjectPrefix(key) + subject,
      jti: randomUUID(),
      iat: issuedAt,
      ...(origin !== undefined && { origin }),
      ...claims,
    });
    const keys = named.length > 0 ? named : vendorKeys;
    return signToken(claimsFor, { keys, kind: 'RS256 key with a vendorId', privateKey });
  },
};

/** Returns the prefix that the subject of a token has when this key signs it. */
function subjectPrefix({ vendorId = '' }: VerificationKey): string {
  return `${encodeURIComponent(vendorId)}:`;
}
