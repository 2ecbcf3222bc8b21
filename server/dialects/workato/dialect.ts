import { randomUUID } from 'node:crypto';
import { Hono } from 'hono';
import type { AppEnv } from '../../http/app-env.ts';
import { embedPage } from '../../http/embed-page.ts';
import type { Dialect, TokenOrder } from '../dialect.ts';
import { signToken } from '../sign-token.ts';
import { connectionPage, TOKEN_PARAMETER } from './connection-page.ts';

/** Its singular form is what older host code asks for. */
const PAGES = [
  '/direct_link/embedded/connections/:id',
  '/direct_link/embedded/connection/:id',
  '/embedded/connection/:id',
];

/** Workato's embedded connection widget. */
export const workato: Dialect = {
  name: 'workato',
  tokenParameter: TOKEN_PARAMETER,

  routes(deps) {
    const page = embedPage(deps.pages, connectionPage(deps));
    const app = new Hono<AppEnv>();
    for (const path of PAGES) app.all(path, page);
    return app;
  },

  /** Without a vendor id no token could say whose page it is. */
  pages: ({ keys }) =>
    keys.some(({ vendorId }) => vendorId !== undefined) ? ['/direct_link/embedded/connections/<id>'] : [],

  async signToken({ organization, subject, origin, claims, privateKey, issuedAt }: TokenOrder) {
    const key = organization.keys.find(({ vendorId }) => vendorId !== undefined);
    const vendor = encodeURIComponent(key?.vendorId ?? '');
    const sub = subject.startsWith(`${vendor}:`) ? subject : `${vendor}:${subject}`;
    const said = { sub, jti: randomUUID(), iat: issuedAt, ...(origin !== undefined && { origin }), ...claims };
    return signToken(said, { key, kind: 'RS256 key with a vendorId', privateKey });
  },
};
