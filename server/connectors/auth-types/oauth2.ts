import type { AuthOf, AuthType } from '../auth-type.ts';

/** Not written yet. */
export const oauth2: AuthType<AuthOf<'oauth2'>> = {
  verbatim: [],
  fields: () => [],
  authorize: async (_context, _tokens, request) => request,
};
