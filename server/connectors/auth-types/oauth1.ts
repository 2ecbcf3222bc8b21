import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { isSameText } from '../../same-text.ts';
import type { AuthContext, AuthOf, AuthType, SignIn } from '../auth-type.ts';
import { withQuery } from '../auth-type.ts';
import { capturedFrom } from '../captured.ts';
import { askForToken, isDenial } from '../oauth1/ask-for-token.ts';
import { signedRequest } from '../oauth1/signed-request.ts';
import { providerText } from '../provider-text.ts';
import { secretSpellings } from '../secret-spellings.ts';
import { expandText, expandUrl } from '../template.ts';

type OAuth1 = AuthOf<'oauth1'>;

/** Sign-in with OAuth 1.0a (RFC 5849). Its tokens last until somebody withdraws them at the system. */
export const oauth1: AuthType<OAuth1> = {
  verbatim: [],

  fields: () => [],

  async authorize({ auth, client }, tokens, request) {
    if (tokens === undefined) return request;
    const token = { key: tokens.accessToken, secret: tokens.tokenSecret ?? '' };
    return signedRequest(request, { auth, client, token });
  },

  signIn: {
    async begin(context, { redirectUri, state }, access) {
      const callback = new URL(redirectUri);
      callback.searchParams.set('state', state);
      const { requestTokenUrl: url } = context.auth;
      const { key, secret, answer } = await askForToken(
        context,
        { url, more: { oauth_callback: callback.href } },
        access,
      );
      // RFC 5849 section 2.1. A system that ignores the callback is one of OAuth Core 1.0, where whoever begins a
      // sign-in can have somebody else finish it: the flaw for which 1.0a was made.
      if (answer.get('oauth_callback_confirmed') !== 'true') {
        throw new ProviderUnavailableError('the callback was not confirmed', { retry: 'operator' });
      }
      return { location: signInPage(context, key), kept: { request_token: key, request_token_secret: secret } };
    },

    // No issuer is named. The temporary credentials say it: no other system gave the same.
    isFromIssuer: () => true,

    async finish(context, { kept, parameters }, access) {
      const { request_token: key = '', request_token_secret: secret = '' } = kept;
      const verifier = parameters.get('oauth_verifier') ?? '';
      if (parameters.has('denied') || isDenial(parameters.get('oauth_problem'))) {
        const secrets = secretSpellings([key, secret, verifier], { headers: {} });
        throw new ProviderDeniedError(providerText(parameters.get('oauth_problem_advice'), secrets));
      }
      if (verifier === '' || !isSameText(parameters.get('oauth_token') ?? '', key)) throw new InvalidCredentialsError();
      const question = { url: context.auth.accessTokenUrl, token: { key, secret }, more: { oauth_verifier: verifier } };
      const given = await askForToken(context, question, access);
      return {
        accessToken: given.key,
        tokenSecret: given.secret,
        obtainedAt: access.now(),
        captured: {
          ...capturedFrom(context.auth.capture, 'callback', (name) => parameters.get(name)),
          ...capturedFrom(context.auth.capture, 'token', (name) => given.answer.get(name)),
        },
      };
    },
  } satisfies SignIn<OAuth1>,
};

/** RFC 5849 section 2.2. */
function signInPage({ auth, values }: AuthContext<OAuth1>, requestToken: string): URL {
  let page = { url: expandUrl(auth.authorizationUrl, values), headers: {} };
  for (const [name, template] of Object.entries(auth.authorizationParams)) {
    page = withQuery(page, name, expandText(template, values));
  }
  return withQuery(page, 'oauth_token', requestToken).url;
}
