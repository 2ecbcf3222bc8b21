import {
  authorizationCodeGrantRequest,
  generateRandomCodeVerifier,
  nopkce,
  refreshTokenGrantRequest,
  revocationRequest,
} from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, AuthType, OAuthClient, ProviderAccess, SignInMethod } from '../auth-type.ts';
import { readCaptures, readPath } from '../captures.ts';
import { buildAuthorizationUrl, validateCallback, expectedIssuer, isFromIssuer } from '../oauth/authorization.ts';
import type { TokenClient } from '../oauth/client-authentication.ts';
import { findErrorCode } from '../oauth/oauth-error-codes.ts';
import type { TokenRequestContext, TokenErrorOptions } from '../oauth/token-endpoint-error.ts';
import { tokenEndpointError } from '../oauth/token-endpoint-error.ts';
import type { ClientRequest } from '../oauth/token-request.ts';
import { requestTokens, endpointUrl, hostInputs, buildLibraryCall } from '../oauth/token-request.ts';
import { translateEgressError, isRetryableStatus, retryLaterError } from '../provider-failure.ts';
import type { Values } from '../template.ts';
import { withToken } from '../auth-type.ts';
import { parseTokenError } from '../token-response.ts';

type OAuth2 = AuthOf<'oauth2'>;

const signIn: SignInMethod<OAuth2> = {
  async start(context, run) {
    const verifier = context.auth.pkce === 'none' ? undefined : generateRandomCodeVerifier();
    const url = await buildAuthorizationUrl(context, { ...run, verifier });
    return { url, secrets: verifier === undefined ? {} : { code_verifier: verifier } };
  },

  isFromIssuer,

  async finish(context, callback, access) {
    const { auth } = context;
    const parameters = validateCallback(context, callback);
    const fromCallback = readCaptures(auth.capture, 'callback', (path) =>
      singleValue(callback.parameters.getAll(path)),
    );
    const request = buildClientRequest({ context, access, template: auth.tokenUrl, captured: fromCallback }, 'sign_in');
    // The start of the sign-in decides whether PKCE is used, because the definition may have changed since.
    // eslint-disable-next-line @typescript-eslint/no-deprecated -- For providers whose definition says that they refuse PKCE.
    const verifier = callback.secrets['code_verifier'] ?? nopkce;
    const { tokens, json } = await requestTokens(request, ({ server, client, authentication, options }) =>
      authorizationCodeGrantRequest(
        server,
        client,
        authentication,
        parameters,
        callback.redirectUri.href,
        verifier,
        options,
      ),
    );
    const fromToken = readCaptures(auth.capture, 'token', (path) => readPath(json, path));
    const captured = { ...fromCallback, ...fromToken };
    const { accessToken } = tokens;
    return {
      ...tokens,
      captured: { ...captured, ...(await discoverCaptures(context, { accessToken, captured }, access)) },
    };
  },
};

/** The auth type for a sign-in with OAuth 2.0: RFC 6749 section 4.1 with PKCE (RFC 7636), RFC 9207 and RFC 7009. */
export const oauth2: AuthType<OAuth2> = {
  untrimmedFields: [],

  fields: () => [],

  authorize: async ({ auth }, tokens, request) =>
    tokens === undefined ? request : withToken(request, auth.use, tokens.accessToken),

  signIn,

  async refresh(context, old, access) {
    const { auth } = context;
    const { refreshToken, captured } = old;
    if (refreshToken === undefined) throw new InvalidCredentialsError();
    const template = auth.refreshUrl ?? auth.tokenUrl;
    const request = buildClientRequest({ context, access, template, captured }, 'refresh');
    const { tokens, json } = await requestTokens(request, ({ server, client, authentication, options }) =>
      refreshTokenGrantRequest(server, client, authentication, refreshToken, options),
    );
    const { scope } = old;
    return {
      // RFC 6749 section 6: both stay unchanged if the response does not contain them.
      refreshToken,
      ...(scope !== undefined && { scope }),
      ...tokens,
      captured: { ...captured, ...refreshedCaptures(auth, json) },
    };
  },

  async revoke(context, { accessToken, refreshToken, captured }, access) {
    const { auth } = context;
    if (auth.revocationUrl === undefined) return false;
    const request = {
      ...buildClientRequest({ context, access, template: auth.revocationUrl, captured }, 'refresh'),
      clientAuthentication: auth.revocationAuthentication,
    };
    return auth.revokes === 'refresh_token' && refreshToken !== undefined
      ? revokeToken(request, { token: refreshToken, type: 'refresh_token' })
      : revokeToken(request, { token: accessToken, type: 'access_token' });
  },
};

interface ClientRequestOptions {
  readonly context: AuthContext<OAuth2>;
  readonly access: ProviderAccess;
  readonly template: string;
  readonly captured: Values;
}

function buildClientRequest(options: ClientRequestOptions, purpose: TokenRequestContext['purpose']): ClientRequest {
  const issuer = expectedIssuer(options.context);
  return {
    ...options,
    client: tokenClient(options.context.client),
    issuer,
    requestContext: { purpose, clientFromUser: false },
  };
}

function tokenClient({ clientId, clientSecret, clientPrivateKey, clientKeyId }: OAuthClient): TokenClient {
  if (clientId === undefined) throw new TypeError('A sign-in needs a clientId.');
  return { id: clientId, secret: clientSecret, privateKey: clientPrivateKey, keyId: clientKeyId };
}

/**
 * Reads the captured values that the response to a refresh contains.
 *
 * A missing or wrong value never fails the refresh. The old refresh token may be used up already, and the same response
 * contains the new one.
 */
function refreshedCaptures({ capture }: OAuth2, json: unknown): Values {
  const refreshed = Object.entries(capture).map(([name, { map, ...rest }]) => {
    const captures = { [name]: { ...rest, required: false, ...(map && { map }) } };
    try {
      return readCaptures(captures, 'token', (path) => readPath(json, path));
    } catch (error) {
      if (error instanceof ProviderUnavailableError) return {};
      throw error;
    }
  });
  return Object.fromEntries(refreshed.flatMap((values) => Object.entries(values)).filter(([, value]) => value !== ''));
}

/** Returns the value of a parameter that occurs exactly once. RFC 6749 section 3.1 forbids repeated parameters. */
function singleValue(values: readonly string[]): string | undefined {
  return values.length === 1 ? values[0] : undefined;
}

/** The result of a sign-in so far, for the request that discovers further values. */
interface DiscoveryOptions {
  readonly accessToken: string;
  /** Values that the sign-in has captured so far, by name. */
  readonly captured: Values;
}

/**
 * Requests `discovery` of a definition with a new token, and captures values from the response. Makes no request if the
 * definition has no `discovery`.
 *
 * @throws {ProviderUnavailableError} The call failed, or a required value is missing.
 * @throws {InvalidRequestError} An entered value leads to an address that is not allowed.
 */
async function discoverCaptures(
  context: AuthContext<OAuth2>,
  { accessToken, captured }: DiscoveryOptions,
  { egress, signal, now }: ProviderAccess,
): Promise<Values> {
  const { auth } = context;
  if (auth.discovery === undefined) return {};
  const endpoint = { template: auth.discovery, context, captured };
  const bare = { url: endpointUrl(endpoint), headers: { accept: 'application/json' } };
  const request = withToken(bare, auth.use, accessToken);
  const response = await egress
    .request({ ...request, method: 'GET', redirects: 'refuse' }, { signal })
    .catch((error: unknown) => {
      throw translateEgressError(error, hostInputs(endpoint));
    });
  const json = parseJsonResponse(response, now());
  return readCaptures(auth.capture, 'discovery', (path) => readPath(json, path));
}

function parseJsonResponse(response: EgressResponse, now: number): unknown {
  const { status, body } = response;
  const reason = `status ${status} after the sign-in`;
  if (isRetryableStatus(status)) throw retryLaterError(response, { reason, now });
  if (status < 200 || status >= 300) throw new ProviderUnavailableError(reason, { retry: 'operator' });
  try {
    return JSON.parse(body);
  } catch {
    // Without the cause, because the parser's message quotes the response.
    throw new ProviderUnavailableError('the response after the sign-in is not JSON');
  }
}

/** A token to revoke, and its type. */
interface TokenToRevoke {
  readonly token: string;
  readonly type: 'access_token' | 'refresh_token';
}

/**
 * Revokes a token (RFC 7009). Resolves to `false` if the provider does not revoke tokens of this type.
 *
 * @throws {ProviderUnavailableError} The call failed, or the provider does not accept this client.
 */
async function revokeToken(request: ClientRequest, { token, type }: TokenToRevoke): Promise<boolean> {
  const { access, context, requestContext } = request;
  const { server, client, authentication, options } = buildLibraryCall(request, (response, secrets) => {
    const refusal = parseTokenError(context.auth.answer, response.body);
    const revoked = wasRevoked(response, { refusal, secrets, now: access.now(), ...requestContext });
    return new Response(null, { status: revoked ? 200 : 204 });
  });
  // RFC 7009 defines the hint for forms. Endpoints that accept JSON refuse unknown members.
  const additionalParameters = context.auth.tokenRequest === 'form' ? { token_type_hint: type } : {};
  const response = await revocationRequest(server, client, authentication, token, { ...options, additionalParameters });
  return response.status === 200;
}

function wasRevoked(response: EgressResponse, options: TokenErrorOptions): boolean {
  const { status } = response;
  if (status >= 200 && status < 300) return true;
  const known = findErrorCode(options.refusal.error);
  if (known?.code === 'unsupported_token_type') return false;
  // For an invalid token, RFC 7009 section 2.2 requires 200. Some providers respond with an error instead.
  if (status < 500 && known?.meaning === 'refused') return true;
  const error = tokenEndpointError(response, options);
  throw error instanceof ProviderUnavailableError ? error : new ProviderUnavailableError(`status ${status}`);
}
