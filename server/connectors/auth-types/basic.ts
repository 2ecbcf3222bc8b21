import type { AuthOf, AuthType, OutboundRequest } from '../auth-type.ts';
import { withHeader } from '../auth-type.ts';
import { fieldView } from '../field-view.ts';
import type { Values } from '../template.ts';
import { expandWith, unusableValueError } from '../template.ts';

/** The auth type for user name and password (RFC 7617). */
export const basic: AuthType<AuthOf<'basic'>> = {
  untrimmedFields: ['password'],

  fields: ({ username, password }) => [
    fieldView('username', { ...username, required: true }),
    fieldView('password', { ...password, kind: 'password' }),
  ],

  authorize: async ({ values }, _tokens, request) =>
    withBasicAuth(request, { username: '{username}', password: '{password}' }, values),
};

/**
 * Returns the request with user name and password in its `Authorization` header, as UTF-8 (RFC 7617 section 2.1).
 *
 * @throws {InvalidRequestError} A value contains a character that this header cannot carry.
 */
export function withBasicAuth<R extends OutboundRequest>(
  request: R,
  templates: { readonly username: string; readonly password: string },
  values: Values,
): R {
  const username = expandWith(templates.username, values, (value, name) => {
    // RFC 7617 section 2: the server would read everything after the first colon as the password.
    if (value.includes(':')) throw unusableValueError(name, 'This cannot contain a colon.');
    return rejectControlCharacters(value, name);
  });
  const password = expandWith(templates.password, values, rejectControlCharacters);
  const token = Buffer.from(`${username}:${password}`, 'utf8').toString('base64');
  return withHeader(request, 'authorization', `Basic ${token}`);
}

function rejectControlCharacters(value: string, name: string): string {
  if (/\p{Cc}/u.test(value)) throw unusableValueError(name, 'This contains characters that cannot be sent.');
  return value;
}
