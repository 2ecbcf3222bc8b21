import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { timingSafeEqualText } from '../../timing-safe-equal-text.ts';
import type { AuthContext, AuthOf, AuthType, SignInMethod } from '../auth-type.ts';
import { withQuery } from '../auth-type.ts';
import { readCaptures } from '../captures.ts';
import { requestTokenPair, isDenial } from '../oauth1/token-request.ts';
import { signRequest } from '../oauth1/signature.ts';
import { sanitizeProviderText, secretVariants } from '../provider-text.ts';
import { expandText, expandUrl } from '../template.ts';

type OAuth1 = AuthOf<'oauth1'>;

/** The auth type for a sign-in with OAuth 1.0a (RFC 5849). Its tokens stay valid until they are revoked at the provider. */
export const oauth1: AuthType<OAuth1> = {
  untrimmedFields: [],

  fields: () => [],

  async authorize({ auth, client }, tokens, request) {
    if (tokens === undefined) return request;
    const token = { key: tokens.accessToken, secret: tokens.tokenSecret ?? '' };
    return signRequest(request, { auth, client, token });
  },

  signIn: {
    async start(context, { redirectUri, state }, access) {
      const callback = new URL(redirectUri);
      callback.searchParams.set('state', state);
      const { requestTokenUrl: url } = context.auth;
      const { key, secret, response } = await requestTokenPair(
        context,
        { url, protocolParameters: { oauth_callback: callback.href } },
        access,
      );
      // RFC 5849 section 2.1. A provider that does not confirm the callback implements OAuth Core 1.0. Its flaw, which 1.0a
      // fixed, is that an attacker can start a sign-in and let a victim finish it.
      if (response.get('oauth_callback_confirmed') !== 'true') {
        throw new ProviderUnavailableError('the provider did not confirm the callback', { retry: 'operator' });
      }
      return {
        url: buildAuthorizationUrl(context, key),
        secrets: { request_token: key, request_token_secret: secret },
      };
    },

    // OAuth 1.0a has no issuer. The temporary credentials identify the provider that issued them.
    isFromIssuer: () => true,

    async finish(context, { secrets: kept, parameters }, access) {
      const { request_token: key = '', request_token_secret: secret = '' } = kept;
      const verifier = parameters.get('oauth_verifier') ?? '';
      if (parameters.has('denied') || isDenial(parameters.get('oauth_problem'))) {
        const secrets = secretVariants([key, secret, verifier], { headers: {} });
        throw new ProviderDeniedError(sanitizeProviderText(parameters.get('oauth_problem_advice'), secrets));
      }
      if (verifier === '' || !timingSafeEqualText(parameters.get('oauth_token') ?? '', key))
        throw new InvalidCredentialsError();
      const request = {
        url: context.auth.accessTokenUrl,
        token: { key, secret },
        protocolParameters: { oauth_verifier: verifier },
      };
      const granted = await requestTokenPair(context, request, access);
      return {
        accessToken: granted.key,
        tokenSecret: granted.secret,
        obtainedAt: access.now(),
        captured: {
          ...readCaptures(context.auth.capture, 'callback', (name) => parameters.get(name)),
          ...readCaptures(context.auth.capture, 'token', (name) => granted.response.get(name)),
        },
      };
    },
  } satisfies SignInMethod<OAuth1>,
};

/** RFC 5849 section 2.2. */
function buildAuthorizationUrl({ auth, values }: AuthContext<OAuth1>, requestToken: string): URL {
  let page = { url: expandUrl(auth.authorizationUrl, values), headers: {} };
  for (const [name, template] of Object.entries(auth.authorizationParams)) {
    page = withQuery(page, name, expandText(template, values));
  }
  return withQuery(page, 'oauth_token', requestToken).url;
}
