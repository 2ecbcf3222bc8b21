import type { AuthOf, AuthType } from '../auth-type.ts';

/** Not written yet. */
export const awsSigV4: AuthType<AuthOf<'aws_sigv4'>> = {
  verbatim: [],
  fields: () => [],
  authorize: async (_context, _tokens, request) => request,
};
