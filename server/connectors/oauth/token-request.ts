import type { AuthorizationServer, Client, ClientAuth } from 'oauth4webapi';
import { allowInsecureRequests, customFetch, processGenericTokenEndpointResponse } from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, ProviderAccess } from '../auth-type.ts';
import { readPath } from '../json-path.ts';
import { expandHeader, expandText } from '../template.ts';
import type { Values } from '../template.ts';
import type { TokenResponseRules } from '../token-response.ts';
import { parseTokenResponse, parseTokenError } from '../token-response.ts';
import type { Tokens } from '../tokens.ts';
import type { TokenClient } from './client-authentication.ts';
import { clientAuthentication } from './client-authentication.ts';
import { endpointUrl, hostInputs, expandWithCaptures } from './endpoint-url.ts';
import { createProviderFetch } from './provider-fetch.ts';
import type { ProviderFetchOptions } from './provider-fetch.ts';
import type { TokenRequestContext } from './token-endpoint-error.ts';
import { tokenEndpointError } from './token-endpoint-error.ts';

/** One of the two ways that a token endpoint is asked in. */
export type TokenEndpointAuth = AuthOf<'oauth2'> | AuthOf<'oauth2_client_credentials'>;

/** A request to an endpoint that knows this server as a client. */
export interface ClientRequest {
  readonly context: AuthContext<TokenEndpointAuth>;
  readonly client: TokenClient;
  readonly access: ProviderAccess;
  /** Template of the address. */
  readonly template: string;
  /** What the sign-in has brought so far, by name. */
  readonly captured: Values;
  /** What the provider calls itself. Where absent, its token endpoint stands for it (RFC 7523 section 3). */
  readonly issuer?: string | undefined;
  readonly requestContext: TokenRequestContext;
  /** Where absent, as the definition says for token requests. */
  readonly clientAuthentication?: AuthOf<'oauth2'>['clientAuthentication'] | undefined;
}

/** What the functions of the library take. */
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

/** What a token endpoint gave. */
export interface TokenGrant {
  readonly tokens: Omit<Tokens, 'captured'>;
  /** The whole answer, for what else a definition takes from it. */
  readonly json: unknown;
}

/**
 * Asks a token endpoint and reads its answer, as the definition says that both differ from RFC 6749.
 *
 * @param send Calls the function of the library that writes the request.
 * @throws As `tokenFault` and `explainEgress` say.
 */
export async function requestTokens(
  request: ClientRequest,
  send: (call: LibraryCall) => Promise<Response>,
): Promise<TokenGrant> {
  const { access, context, requestContext } = request;
  // Before the request, so that a token is not believed to live longer than it does.
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

/** Makes what the functions of the library take to ask the endpoint of a request. */
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
    // With nobody there, there is nobody to type something else.
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
      // egress.ts decides where http may go: to this machine, in development.
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

/** Types of tokens that are more than text to send along: whoever has them must sign each request. */
const SIGNED_TOKEN_TYPES: ReadonlySet<unknown> = new Set(['dpop', 'mac', 'pop']);

/** Writes a good answer again, as RFC 6749 section 5.1 has it, and throws for any other. */
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
    throw new ProviderUnavailableError('it gives tokens that have to sign each request', { retry: 'operator' });
  }
  const { accessToken, refreshToken, expiresAt, scope } = read.tokens;
  return Response.json({
    access_token: accessToken,
    // Any other word says the same in other providers: where the token goes, the definition says.
    token_type: 'bearer',
    refresh_token: refreshToken,
    expires_in: expiresAt === undefined ? undefined : (expiresAt - obtainedAt) / 1000,
    scope,
    // No ID token: nobody reads it, and the library would want it to be right.
    whole: read.json,
  });
}
