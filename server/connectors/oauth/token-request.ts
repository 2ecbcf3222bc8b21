import type { AuthorizationServer, Client, ClientAuth } from 'oauth4webapi';
import { allowInsecureRequests, customFetch, processGenericTokenEndpointResponse } from 'oauth4webapi';
import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, ProviderAccess } from '../auth-type.ts';
import { readPath } from '../json-path.ts';
import { expandHeader, expandText } from '../template.ts';
import type { Values } from '../template.ts';
import type { AnswerRules } from '../token-answer.ts';
import { readTokenAnswer, readTokenRefusal } from '../token-answer.ts';
import type { Tokens } from '../tokens.ts';
import type { TokenClient } from './client-authentication.ts';
import { clientAuthentication } from './client-authentication.ts';
import { endpointUrl, hostInputs, withCaptured } from './endpoint-url.ts';
import { providerFetch } from './provider-fetch.ts';
import type { ProviderFetchOptions } from './provider-fetch.ts';
import type { TokenQuestion } from './token-fault.ts';
import { tokenFault } from './token-fault.ts';

/** One of the two ways that a token endpoint is asked in. */
export type TokenAuth = AuthOf<'oauth2'> | AuthOf<'oauth2_client_credentials'>;

/** A request to an endpoint that knows this server as a client. */
export interface ClientRequest {
  readonly context: AuthContext<TokenAuth>;
  readonly client: TokenClient;
  readonly access: ProviderAccess;
  /** Template of the address. */
  readonly template: string;
  /** What the sign-in has brought so far, by name. */
  readonly captured: Values;
  /** What the system calls itself. Where absent, its token endpoint stands for it (RFC 7523 section 3). */
  readonly issuer?: string | undefined;
  readonly question: TokenQuestion;
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
    readonly [customFetch]: ReturnType<typeof providerFetch>;
    readonly [allowInsecureRequests]: true;
  };
}

/** What a token endpoint gave. */
export interface Granted {
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
): Promise<Granted> {
  const { access, context, question } = request;
  // Before the request, so that a token is not believed to live longer than it does.
  const obtainedAt = access.now();
  const read: ProviderFetchOptions['read'] = (answer, secrets) =>
    tokenResponse(answer, { rules: context.auth.answer, obtainedAt, secrets, question, now: access.now() });
  const call = libraryCall(request, read);
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
export function libraryCall(request: ClientRequest, read: ProviderFetchOptions['read']): LibraryCall {
  const { context, client, access, template, captured, issuer, question } = request;
  const { auth } = context;
  const values = { ...context.values, ...captured };
  const url = endpointUrl({ template, context, captured }).href;
  const headers = Object.entries(auth.tokenHeaders).map(
    ([name, text]) =>
      [name.toLowerCase(), withCaptured({ template: text, captured }, () => expandHeader(text, values))] as const,
  );
  const parameters = Object.entries(auth.tokenParams)
    .map(([name, text]) => [name, expandText(text, values)] as const)
    .filter(([, value]) => value !== '');
  const fetch = providerFetch({
    access,
    quirks: {
      write: auth.tokenRequest,
      clientIdParameter: 'clientIdParameter' in auth ? auth.clientIdParameter : 'client_id',
      headers: Object.fromEntries(headers),
    },
    // With nobody there, there is nobody to type something else.
    named: question.asking === 'renewal' ? [] : hostInputs({ template, context, captured }),
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
  readonly rules: AnswerRules;
  readonly obtainedAt: number;
  readonly now: number;
  readonly secrets: readonly string[];
  readonly question: TokenQuestion;
}

/** Types of tokens that are more than text to send along: whoever has them must sign each request. */
const SIGNED_TYPES: ReadonlySet<unknown> = new Set(['dpop', 'mac', 'pop']);

/** Writes a good answer anew, as RFC 6749 section 5.1 has it, and throws for any other. */
function tokenResponse(answer: EgressResponse, { rules, obtainedAt, secrets, question, now }: ReadOptions): Response {
  const { status, body } = answer;
  const isGood = status >= 200 && status < 300;
  const read = isGood ? readTokenAnswer(rules, { body, now: obtainedAt }) : readTokenRefusal(rules, body);
  if (read.kind === 'refused') throw tokenFault(answer, { refusal: read, secrets, now, ...question });
  if (read.kind === 'unreadable') throw new ProviderUnavailableError(`status ${status}, but ${read.reason}`);
  const type = readPath(read.json, 'token_type');
  if (typeof type === 'string' && SIGNED_TYPES.has(type.toLowerCase())) {
    throw new ProviderUnavailableError('it gives tokens that have to sign each request', { retry: 'operator' });
  }
  const { accessToken, refreshToken, expiresAt, scope } = read.tokens;
  return Response.json({
    access_token: accessToken,
    // Any other word says the same in other systems: where the token goes, the definition says.
    token_type: 'bearer',
    refresh_token: refreshToken,
    expires_in: expiresAt === undefined ? undefined : (expiresAt - obtainedAt) / 1000,
    scope,
    // No ID token: nobody reads it, and the library would want it to be right.
    whole: read.json,
  });
}
