import type { AuthOf, AuthType } from '../auth-type.ts';

/** Not written yet. */
export const refreshableToken: AuthType<AuthOf<'refreshable_token'>> = {
  verbatim: [],
  fields: () => [],
  authorize: async (_context, _tokens, request) => request,
};
