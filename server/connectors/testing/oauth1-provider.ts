import type { OAuth1Facts } from './provider-facts.ts';
import { oauth1Signature, readOAuthHeader } from '../../sandbox/oauth1-signature.ts';
import { randomToken } from '../../sandbox/keys.ts';
import type { SandboxContext } from '../../sandbox/sandbox-env.ts';
import { errorResponse, sampleResponse } from './provider-response.ts';
import { findParameterError } from './expected-parameters.ts';
import type { RegisteredClient, ProviderProtocol, ProviderRoute } from './provider-protocol.ts';

/** Temporary credentials: RFC 5849 section 2.1. */
interface TemporaryCredentials {
  readonly secret: string;
  readonly callback: string;
  readonly verifier: string;
}

/** The maximum difference between the clocks. */
const MAX_CLOCK_SKEW_SECONDS = 300;

/** Simulates the sign-in of a provider that uses OAuth 1.0a. See `fake-provider.ts`. */
export function oauth1Provider(facts: OAuth1Facts, client: RegisteredClient): ProviderProtocol {
  const temporary = new Map<string, TemporaryCredentials>();
  const secrets = new Map<string, string>();
  const nonces = new Set<string>();

  function requestToken(c: SandboxContext, url: URL): Response {
    const oauth = signedParameters(c, url, '');
    if (typeof oauth === 'string') return errorResponse(oauth, 401);
    const callback = oauth.get('oauth_callback') ?? '';
    if (!callback.startsWith(client.redirectUri)) return errorResponse('oauth_callback is not registered');
    const [key, secret] = [randomToken('temporary'), randomToken('temporary-secret')];
    temporary.set(key, { secret, callback, verifier: randomToken('verifier') });
    const body = { oauth_token: key, oauth_token_secret: secret, oauth_callback_confirmed: 'true' };
    return sampleResponse({ format: 'form', body });
  }

  function authorize(c: SandboxContext, url: URL): Response {
    const { parameters } = facts.authorization;
    const issue = findParameterError(url.searchParams, { exact: parameters, required: ['oauth_token'] });
    if (issue !== undefined) return errorResponse(issue);
    const key = url.searchParams.get('oauth_token') ?? '';
    const known = temporary.get(key);
    if (!known) return errorResponse('oauth_token is not known');
    const callback = new URL(known.callback);
    const more = { oauth_token: key, oauth_verifier: known.verifier, ...facts.callback };
    for (const [name, value] of Object.entries(more)) callback.searchParams.set(name, value);
    return c.redirect(callback.href, 302);
  }

  function accessToken(c: SandboxContext, url: URL): Response {
    const key = readOAuthHeader(c.req.header('authorization'))?.get('oauth_token') ?? '';
    const known = temporary.get(key);
    if (!known) return sampleResponse(facts.accessToken.refusal);
    const oauth = signedParameters(c, url, known.secret);
    if (typeof oauth === 'string') return errorResponse(oauth, 401);
    temporary.delete(key);
    if (oauth.get('oauth_verifier') !== known.verifier) return sampleResponse(facts.accessToken.refusal);
    const issued = { access_token: randomToken('access'), token_secret: randomToken('access-secret') };
    secrets.set(issued.access_token, issued.token_secret);
    return sampleResponse(facts.accessToken.answer, issued);
  }

  /** Returns the protocol parameters, or an error message about them: RFC 5849 sections 3.2 and 3.3. */
  function signedParameters(c: SandboxContext, url: URL, tokenSecret: string): ReadonlyMap<string, string> | string {
    const oauth = readOAuthHeader(c.req.header('authorization'));
    if (!oauth) return 'the header authorization is not of OAuth 1.0a';
    if (oauth.get('oauth_consumer_key') !== client.id) return 'oauth_consumer_key is not the client';
    if (oauth.get('oauth_signature_method') !== 'HMAC-SHA1') return 'oauth_signature_method is not HMAC-SHA1';
    if ((oauth.get('oauth_version') ?? '1.0') !== '1.0') return 'oauth_version is not 1.0';
    const age = Math.abs(Date.now() / 1000 - Number(oauth.get('oauth_timestamp')));
    if (!(age <= MAX_CLOCK_SKEW_SECONDS)) return 'oauth_timestamp is not now';
    const nonce = oauth.get('oauth_nonce') ?? '';
    if (nonce === '' || nonces.has(nonce)) return 'oauth_nonce is not new';
    nonces.add(nonce);
    const signed = { method: c.req.method, url, oauth, form: '' };
    const right = oauth1Signature(signed, { clientSecret: client.secret, tokenSecret });
    return oauth.get('oauth_signature') === right ? oauth : 'oauth_signature does not fit';
  }

  return {
    routes: new Map<string, ProviderRoute>([
      [facts.requestToken.url, requestToken],
      [facts.authorization.url, authorize],
      [facts.accessToken.url, accessToken],
    ]),

    findApiError(c, url) {
      const key = readOAuthHeader(c.req.header('authorization'))?.get('oauth_token') ?? '';
      const secret = secrets.get(key);
      if (secret === undefined) return 'oauth_token is not known';
      const oauth = signedParameters(c, url, secret);
      return typeof oauth === 'string' ? oauth : undefined;
    },
  };
}
