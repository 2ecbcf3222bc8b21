import type { Dialect } from '../dialect.ts';
import { SignTokenError } from '../dialect.ts';

/** Superblocks' embedded applications. */
export const superblocks: Dialect = {
  name: 'superblocks',
  speaksOn: 'own routes',
  tokenByMessage: true,
  fallback: 'each',

  loadApiRoutes: async () => (await import('./session-token-route.ts')).sessionTokenRoutes,

  signToken: () =>
    Promise.reject(
      new SignTokenError(
        'The server signs session tokens itself. Make an access token with `embed-connection access-tokens create --type ' +
          'embed`, and send it to POST /api/v1/public/token.',
      ),
    ),
};
