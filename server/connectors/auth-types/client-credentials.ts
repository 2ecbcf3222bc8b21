import type { AuthOf, AuthType } from '../auth-type.ts';

/** Not written yet. */
export const clientCredentials: AuthType<AuthOf<'oauth2_client_credentials'>> = {
  verbatim: [],
  fields: () => [],
  authorize: async (_context, _tokens, request) => request,
};
