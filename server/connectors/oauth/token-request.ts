import type { AuthorizationServer, Client, ClientAuth, CustomFetchOptions } from 'oauth4webapi';
import { allowInsecureRequests, customFetch, processGenericTokenEndpointResponse } from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError, InvalidRequestError } from '../../errors.ts';
import type { AuthContext, AuthOf, ProviderAccess, Auth, OutboundRequest } from '../auth-type.ts';
import { readPath, mappedCaptures } from '../captures.ts';
import { translateEgressError } from '../provider-failure.ts';
import { secretVariants } from '../provider-text.ts';
import { expandHeader, expandText, expandUrl, hostPlaceholderNames, placeholderNames } from '../template.ts';
import type { Values } from '../template.ts';
import type { TokenResponseRules } from '../token-response.ts';
import { parseTokenResponse, parseTokenError } from '../token-response.ts';
import type { Tokens } from '../stored-credentials.ts';
import type { TokenClient } from './client-authentication.ts';
import { clientAuthentication, formEncoded } from './client-authentication.ts';
import type { TokenRequestContext } from './token-endpoint-error.ts';
import { tokenEndpointError } from './token-endpoint-error.ts';

/** The auth types that use a token endpoint. */
export type TokenEndpointAuth = AuthOf<'oauth2'> | AuthOf<'oauth2_client_credentials'>;

/** A request to an endpoint at which this server authenticates as a client. */
export interface ClientRequest {
  readonly context: AuthContext<TokenEndpointAuth>;
  readonly client: TokenClient;
  readonly access: ProviderAccess;
  /** Template of the address. */
  readonly template: string;
  /** Values that the sign-in has captured so far, by name. */
  readonly captured: Values;
  /** The provider's issuer. If absent, its token endpoint is used instead (RFC 7523 section 3). */
  readonly issuer?: string | undefined;
  readonly requestContext: TokenRequestContext;
  /** If absent, the method that the definition names for token requests. */
  readonly clientAuthentication?: AuthOf<'oauth2'>['clientAuthentication'] | undefined;
}

/** Arguments for the functions of oauth4webapi. */
export interface LibraryCall {
  readonly server: AuthorizationServer;
  readonly client: Client;
  readonly authentication: ClientAuth;
  readonly options: {
    readonly additionalParameters: URLSearchParams;
    readonly [customFetch]: ReturnType<typeof createProviderFetch>;
    readonly [allowInsecureRequests]: true;
  };
}

/** A successful response of a token endpoint. */
export interface TokenGrant {
  readonly tokens: Omit<Tokens, 'captured'>;
  /** The whole response, for further values that a definition captures. */
  readonly json: unknown;
}

/**
 * Requests tokens from a token endpoint. Applies the deviations from RFC 6749 that the definition describes.
 *
 * @param send Calls the library function that builds the request.
 * @throws The errors of `tokenEndpointError` and `translateEgressError`.
 */
export async function requestTokens(
  request: ClientRequest,
  send: (call: LibraryCall) => Promise<Response>,
): Promise<TokenGrant> {
  const { access, context, requestContext } = request;
  // Taken before the request, so that a token never counts as valid for longer than it is.
  const obtainedAt = access.now();
  const read: ProviderFetchOptions['read'] = (response, secrets) =>
    toStandardResponse(response, {
      rules: context.auth.answer,
      obtainedAt,
      secrets,
      requestContext,
      now: access.now(),
    });
  const call = buildLibraryCall(request, read);
  const response = await send(call);
  const granted = await processGenericTokenEndpointResponse(call.server, call.client, response);
  const { access_token: accessToken, refresh_token: refreshToken, expires_in: lifetime, scope, whole } = granted;
  const tokens = {
    accessToken,
    ...(refreshToken !== undefined && { refreshToken }),
    obtainedAt,
    ...(lifetime !== undefined && { expiresAt: obtainedAt + lifetime * 1000 }),
    ...(scope !== undefined && { scope }),
  };
  return { tokens, json: whole };
}

/** Builds the arguments with which the library calls the endpoint of a request. */
export function buildLibraryCall(request: ClientRequest, read: ProviderFetchOptions['read']): LibraryCall {
  const { context, client, access, template, captured, issuer, requestContext } = request;
  const { auth } = context;
  const values = { ...context.values, ...captured };
  const url = endpointUrl({ template, context, captured }).href;
  const headers = Object.entries(auth.tokenHeaders).map(
    ([name, text]) =>
      [name.toLowerCase(), expandWithCaptures({ template: text, captured }, () => expandHeader(text, values))] as const,
  );
  const parameters = Object.entries(auth.tokenParams)
    .map(([name, text]) => [name, expandText(text, values)] as const)
    .filter(([, value]) => value !== '');
  const fetch = createProviderFetch({
    access,
    quirks: {
      bodyFormat: auth.tokenRequest,
      clientIdParameter: 'clientIdParameter' in auth ? auth.clientIdParameter : 'client_id',
      headers: Object.fromEntries(headers),
    },
    // During a refresh, no person is present who could correct an input.
    hostInputs: requestContext.purpose === 'refresh' ? [] : hostInputs({ template, context, captured }),
    secrets: client.secret === undefined ? [] : [client.secret],
    read,
  });
  return {
    server: {
      issuer: issuer ?? endpointUrl({ template: auth.tokenUrl, context, captured }).href,
      token_endpoint: url,
      revocation_endpoint: url,
    },
    client: { client_id: client.id },
    authentication: clientAuthentication(request.clientAuthentication ?? auth.clientAuthentication, client),
    options: {
      additionalParameters: new URLSearchParams(Object.fromEntries(parameters)),
      [customFetch]: fetch,
      // egress.ts decides where http is allowed: to this machine, in development.
      [allowInsecureRequests]: true,
    },
  };
}

interface ReadOptions {
  readonly rules: TokenResponseRules;
  readonly obtainedAt: number;
  readonly now: number;
  readonly secrets: readonly string[];
  readonly requestContext: TokenRequestContext;
}

/** Token types with which each request must be signed. They are not supported. */
const SIGNED_TOKEN_TYPES: ReadonlySet<unknown> = new Set(['dpop', 'mac', 'pop']);

/** Converts a successful response to the form of RFC 6749 section 5.1. Throws for any other response. */
function toStandardResponse(
  response: EgressResponse,
  { rules, obtainedAt, secrets, requestContext, now }: ReadOptions,
): Response {
  const { status, body } = response;
  const isGood = status >= 200 && status < 300;
  const read = isGood ? parseTokenResponse(rules, { body, now: obtainedAt }) : parseTokenError(rules, body);
  if (read.kind === 'refused') throw tokenEndpointError(response, { refusal: read, secrets, now, ...requestContext });
  if (read.kind === 'unreadable') throw new ProviderUnavailableError(`status ${status}, but ${read.reason}`);
  const type = readPath(read.json, 'token_type');
  if (typeof type === 'string' && SIGNED_TOKEN_TYPES.has(type.toLowerCase())) {
    throw new ProviderUnavailableError('its tokens require a signature on each request', { retry: 'operator' });
  }
  const { accessToken, refreshToken, expiresAt, scope } = read.tokens;
  return Response.json({
    access_token: accessToken,
    // Providers use various names here. The definition says where the token goes.
    token_type: 'bearer',
    refresh_token: refreshToken,
    expires_in: expiresAt === undefined ? undefined : (expiresAt - obtainedAt) / 1000,
    scope,
    // Omits the ID token, which is not used and which the library would validate.
    whole: read.json,
  });
}

/** The template of an endpoint's address, and the values for it. */
export interface Endpoint {
  readonly template: string;
  readonly context: AuthContext<Auth>;
  /** Values that the sign-in has captured so far, by name. */
  readonly captured: Values;
}

/**
 * Builds the address of an endpoint.
 *
 * @throws {InvalidRequestError} An entered value cannot be part of the address.
 * @throws {ProviderUnavailableError} A captured value cannot be part of the address. The operator has to act.
 */
export function endpointUrl({ template, context, captured }: Endpoint): URL {
  const values = { ...context.values, ...captured };
  return expandWithCaptures({ template, captured }, () => expandUrl(template, values, mappedCaptures(context.auth)));
}

/** Expands any template with captured values. Throws the same errors as {@link endpointUrl}. */
function expandWithCaptures<T>({ template, captured }: Omit<Endpoint, 'context'>, expand: () => T): T {
  try {
    return expand();
  } catch (error) {
    const usesCaptures = placeholderNames(template).some((name) => Object.hasOwn(captured, name));
    if (!(error instanceof InvalidRequestError) || !usesCaptures) throw error;
    const reason = 'a value that the sign-in captured cannot be sent in a request';
    throw new ProviderUnavailableError(reason, { retry: 'operator' });
  }
}

/** Returns the inputs that choose the host of an endpoint, so that an error can name them to the person. */
export function hostInputs({ template, context }: Endpoint): readonly string[] {
  return hostPlaceholderNames(template).filter((name) => Object.hasOwn(context.values, name));
}

/** Deviations of a token endpoint from RFC 6749. */
interface RequestQuirks {
  readonly bodyFormat: AuthOf<'oauth2'>['tokenRequest'];
  readonly clientIdParameter: string;
  /** Additional headers, which override the default ones. Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Options of {@link createProviderFetch}. */
interface ProviderFetchOptions {
  readonly access: ProviderAccess;
  readonly quirks: RequestQuirks;
  /** The inputs that chose the address. */
  readonly hostInputs: readonly string[];
  /** Texts that must not be shown, in addition to the parameters of the request. */
  readonly secrets: readonly string[];
  /**
   * Converts the provider's response to a response that the library can read.
   *
   * @param secrets All secrets of the request, in every encoding in which they were sent.
   */
  readonly read: (response: EgressResponse, secrets: readonly string[]) => Response;
}

/** Parameters of a token request that are not secret. A provider's message may contain their values. */
const PUBLIC_PARAMETERS: ReadonlySet<string> = new Set([
  'grant_type',
  'audience',
  'resource',
  'redirect_uri',
  'client_id',
  'client_assertion_type',
  'token_type_hint',
  'scope',
]);

/**
 * Creates the `fetch` with which the library calls a token endpoint: through the egress, without redirects, and in the
 * format that the provider expects.
 *
 * It throws the errors of `read`, and those of `translateEgressError` if there is no response.
 */
function createProviderFetch({ access, quirks, hostInputs, secrets, read }: ProviderFetchOptions) {
  return async (url: string, { body, headers }: CustomFetchOptions<'POST', URLSearchParams>): Promise<Response> => {
    const request = applyQuirks({ url: new URL(url), headers }, body, quirks);
    const response = await access.egress
      .request({ ...request, method: 'POST', redirects: 'refuse' }, { signal: access.signal })
      .catch((error: unknown) => {
        throw translateEgressError(error, hostInputs);
      });
    const sent = [...body].flatMap(([name, value]) => (PUBLIC_PARAMETERS.has(name) ? [] : [value]));
    const all = [...secrets, ...sent, ...Object.values(quirks.headers)];
    return read(response, secretVariants([...all, ...all.map(formEncoded)], request));
  };
}

function applyQuirks(
  { url, headers }: OutboundRequest,
  body: URLSearchParams,
  { bodyFormat, clientIdParameter, headers: more }: RequestQuirks,
) {
  const parameters = Object.fromEntries(
    [...body].map(([name, value]) => [name === 'client_id' ? clientIdParameter : name, value] as const),
  );
  const isJson = bodyFormat === 'json';
  return {
    url,
    headers: { ...headers, ...(isJson && { 'content-type': 'application/json' }), ...more },
    body: isJson ? JSON.stringify(parameters) : new URLSearchParams(parameters).toString(),
  };
}
