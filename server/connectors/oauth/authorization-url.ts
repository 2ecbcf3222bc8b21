import { calculatePKCECodeChallenge } from 'oauth4webapi';
import type { AuthContext, AuthOf, SignInRequest } from '../auth-type.ts';
import { withQuery } from '../auth-type.ts';
import { expandText, expandUrl } from '../template.ts';

/**
 * Builds the address where a person signs in (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
 *
 * @param run.verifier The PKCE verifier. Absent for a sign-in without PKCE.
 * @throws {InvalidRequestError} An entered value cannot be part of the address.
 */
export async function buildAuthorizationUrl(
  { auth, client, values }: AuthContext<AuthOf<'oauth2'>>,
  { redirectUri, state, verifier }: SignInRequest & { readonly verifier: string | undefined },
): Promise<URL> {
  const more = Object.entries(auth.authorizationParams).map(
    ([name, template]) => [name, expandText(template, values)] as const,
  );
  const parameters: readonly (readonly [name: string, value: string])[] = [
    ['response_type', 'code'],
    [auth.clientIdParameter, client.clientId ?? ''],
    ['redirect_uri', redirectUri.href],
    [auth.scopeParameter, auth.scopes.join(auth.scopeSeparator)],
    ['state', state],
    ...(verifier === undefined
      ? []
      : ([
          ['code_challenge', await calculatePKCECodeChallenge(verifier)],
          ['code_challenge_method', 'S256'],
        ] as const)),
    ...more,
  ];
  let page = { url: expandUrl(auth.authorizationUrl, values), headers: {} };
  for (const [name, value] of parameters) page = withQuery(page, name, value);
  return page.url;
}
