import type { AuthOf, AuthType } from '../auth-type.ts';

/** Not written yet. */
export const oauth1: AuthType<AuthOf<'oauth1'>> = {
  verbatim: [],
  fields: () => [],
  authorize: async (_context, _tokens, request) => request,
};
