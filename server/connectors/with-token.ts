import type { AuthOf, OutboundRequest } from './auth-type.ts';
import { withHeader, withQuery } from './auth-type.ts';

/**
 * Returns the request with an access token in the place that the definition names. The default is a bearer token (RFC 6750
 * section 2.1).
 *
 * @throws {TypeError} The definition does not name the header or parameter.
 */
export function withToken<R extends OutboundRequest>(
  request: R,
  use: AuthOf<'refreshable_token'>['use'],
  accessToken: string,
): R {
  if (use.in === 'bearer') return withHeader(request, 'authorization', `Bearer ${accessToken}`);
  if (use.name === undefined) throw new TypeError('A token in a header or query needs `name`.');
  if (use.in === 'query') return withQuery(request, use.name, accessToken);
  return withHeader(request, use.name, `${use.prefix ?? ''}${accessToken}`);
}
