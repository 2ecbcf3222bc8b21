import type { AuthOf, OutboundRequest } from './auth-type.ts';
import { withHeader, withQuery } from './auth-type.ts';

/**
 * Returns the request with an access token where the definition says it goes, as a bearer token (RFC 6750 section 2.1)
 * where it says nothing.
 *
 * @throws {TypeError} For a definition that does not name the header or parameter.
 */
export function withToken<R extends OutboundRequest>(
  request: R,
  use: AuthOf<'refreshable_token'>['use'],
  accessToken: string,
): R {
  if (use.in === 'bearer') return withHeader(request, 'authorization', `Bearer ${accessToken}`);
  if (use.name === undefined) throw new TypeError('A token in a header or query needs its name.');
  if (use.in === 'query') return withQuery(request, use.name, accessToken);
  return withHeader(request, use.name, `${use.prefix ?? ''}${accessToken}`);
}
