import type { AuthOf, AuthType } from '../auth-type.ts';
import { withHeader, withQuery } from '../auth-type.ts';
import { fieldView } from '../field-view.ts';
import { headerSafe } from '../template.ts';

const FIELD = 'api_key';

/** The auth type for one key in a header, in the query, or as a bearer token (RFC 6750 section 2.1). */
export const apiKey: AuthType<AuthOf<'api_key'>> = {
  untrimmedFields: [],

  fields: (auth) => [fieldView(FIELD, { ...auth, kind: 'password', required: true })],

  async authorize({ auth, values }, _tokens, request) {
    const key = values[FIELD] ?? '';
    if (auth.in === 'bearer') return withHeader(request, 'authorization', `Bearer ${headerSafe(key, FIELD)}`);
    if (auth.name === undefined) throw new TypeError('An API key in a header or query needs `name`.');
    if (auth.in === 'query') return withQuery(request, auth.name, key);
    return withHeader(request, auth.name, `${auth.prefix ?? ''}${headerSafe(key, FIELD)}`);
  },
};
