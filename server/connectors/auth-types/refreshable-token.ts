import type { EgressResponse } from '../../egress.ts';
import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, AuthType, ProviderAccess, OutboundRequest } from '../auth-type.ts';
import { translateEgressError, isRetryableStatus, retryLaterError } from '../provider-failure.ts';
import { sanitizeProviderText, secretVariants } from '../provider-text.ts';
import { fieldView } from '../field-view.ts';
import { findErrorCode } from '../oauth/oauth-error-codes.ts';
import { tokenEndpointError } from '../oauth/token-endpoint-error.ts';
import { hostPlaceholderNames, expandHeader, expandText, expandUrl } from '../template.ts';
import type { Values } from '../template.ts';
import type { TokenSuccess, TokenErrorResponse } from '../token-response.ts';
import { parseTokenResponse, parseTokenError } from '../token-response.ts';
import { withToken, withHeader, withQuery } from '../auth-type.ts';
import { withBasicAuth } from './basic.ts';

type RefreshableToken = AuthOf<'refreshable_token'>;

/** Statuses with which providers refuse credentials. Other 4xx statuses point to a mistake in the definition. */
const REFUSAL_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/** The auth type for fields that this server exchanges for a token, and again before the token expires. */
export const refreshableToken: AuthType<RefreshableToken> = {
  untrimmedFields: [],

  fields: ({ fields }) => Object.entries(fields).map(([name, field]) => fieldView(name, field)),

  authorize: async ({ auth }, tokens, request) =>
    tokens === undefined ? request : withToken(request, auth.use, tokens.accessToken),

  async issue(context, access) {
    const { request } = context.auth;
    const outcome = await exchange(
      context,
      { template: request, hostInputs: hostPlaceholderNames(request.url) },
      access,
    );
    if (outcome.kind === 'refused') throw issueError(outcome);
    return { ...outcome.tokens, captured: {} };
  },

  async refresh(context, { refreshToken, captured }, access) {
    const { request, refresh } = context.auth;
    // No person is present who could correct an input, so an address that is not allowed is the operator's problem.
    const hostInputs: readonly string[] = [];
    let refused: RefusedExchange | undefined;
    if (refresh !== undefined && refreshToken !== undefined) {
      const values = { ...context.values, refresh_token: refreshToken };
      const outcome = await exchange({ ...context, values }, { template: refresh, hostInputs }, access);
      if (outcome.kind === 'token') return { refreshToken, ...outcome.tokens, captured };
      if (!isRefusal(outcome)) throw refreshError(outcome);
      // The refresh token may be used up or revoked. The entered credentials may still give a new token.
      refused = outcome;
    }
    const outcome = await exchange(context, { template: request, hostInputs }, access);
    if (outcome.kind === 'token') return { ...outcome.tokens, captured };
    // Some credentials can be exchanged only once. While the refresh token may still be valid, its refusal decides.
    throw refused !== undefined && !isPermanentRefusal(refused) ? refreshError(refused) : refreshError(outcome);
  },
};

interface ExchangeOptions {
  readonly template: ExchangeTemplate;
  /** The inputs that chose the address. */
  readonly hostInputs: readonly string[];
}

/** A refused exchange, with what is needed to classify the refusal. */
interface RefusedExchange {
  readonly kind: 'refused';
  readonly response: EgressResponse;
  readonly refusal: TokenErrorResponse;
  /** Secrets that the provider's message may repeat. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

async function exchange(
  context: AuthContext<RefreshableToken>,
  { template, hostInputs }: ExchangeOptions,
  { egress, signal, now }: ProviderAccess,
): Promise<TokenSuccess | RefusedExchange> {
  const { auth, values } = context;
  const request = buildExchangeRequest(template, values);
  // Taken before the response arrives, so that a token never counts as valid for longer than it is.
  const requestedAt = now();
  const response = await egress.request({ ...request, redirects: 'refuse' }, { signal }).catch((error: unknown) => {
    throw translateEgressError(error, hostInputs);
  });
  const { status, body } = response;
  if (isRetryableStatus(status)) throw retryLaterError(response, { reason: `status ${status}`, now: now() });
  const answer =
    status < 300 ? parseTokenResponse(auth.answer, { body, now: requestedAt }) : parseTokenError(auth.answer, body);
  switch (answer.kind) {
    case 'token':
      return answer;
    case 'refused': {
      const secrets = secretVariants(requestSecrets(context), request);
      return { kind: 'refused', response, refusal: answer, secrets, now: now() };
    }
    case 'unreadable':
      throw new ProviderUnavailableError(answer.reason);
  }
}

/** Tells whether the provider refused the credentials, as far as its response shows. */
function isRefusal({ response: { status }, refusal }: RefusedExchange): boolean {
  return findErrorCode(refusal.error)?.meaning !== 'later' && (status < 300 || REFUSAL_STATUSES.has(status));
}

/** Tells whether the response states that the credentials will never be valid again. */
function isPermanentRefusal({ response: { status }, refusal }: RefusedExchange): boolean {
  const meaning = findErrorCode(refusal.error)?.meaning;
  return meaning === 'refused' || (status === 401 && meaning !== 'later');
}

/** Returns the error for a refused first exchange. The person can correct the credentials, so any refusal is about them. */
function issueError(refused: RefusedExchange): EmbedError {
  const { response, refusal, secrets, now } = refused;
  const reason = `status ${response.status}`;
  const providerMessage = sanitizeProviderText(refusal.description, secrets);
  if (isRefusal(refused)) return new InvalidCredentialsError(providerMessage);
  if (findErrorCode(refusal.error)?.meaning === 'later') {
    return retryLaterError(response, { reason, now, providerMessage });
  }
  return new ProviderUnavailableError(reason, { retry: 'operator', providerMessage });
}

/** Returns the error for a refused refresh. No person is present, so only an explicit permanent refusal is final. */
function refreshError(refused: RefusedExchange): EmbedError {
  const { response, refusal, secrets, now } = refused;
  if (isPermanentRefusal(refused))
    return new InvalidCredentialsError(sanitizeProviderText(refusal.description, secrets));
  return tokenEndpointError(response, { refusal, secrets, now, purpose: 'refresh', clientFromUser: false });
}

function requestSecrets({ auth, values }: AuthContext<RefreshableToken>): readonly string[] {
  const hidden = Object.entries(auth.fields).filter(([, { kind }]) => kind === 'password');
  return [...hidden.map(([name]) => values[name] ?? ''), values['refresh_token'] ?? ''];
}

/** The template of a request for a token in a definition. */
type ExchangeTemplate = AuthOf<'refreshable_token'>['request'];

/**
 * Builds the request that exchanges entered credentials for a token.
 *
 * Does not send a header or parameter that is empty because an optional field was left blank.
 *
 * @throws {InvalidRequestError} A value cannot be sent where the definition puts it.
 */
function buildExchangeRequest(template: ExchangeTemplate, values: Values) {
  const { method } = template;
  const base = { url: expandUrl(template.url, values), headers: { accept: 'application/json' }, method };
  let request: OutboundRequest & { readonly method: 'GET' | 'POST' } = withBody(base, template, values);
  if (template.basic !== undefined) request = withBasicAuth(request, template.basic, values);
  for (const [name, text] of Object.entries(template.headers)) {
    request = withHeader(request, name, expandHeader(text, values));
  }
  for (const [name, text] of Object.entries(template.query))
    request = withQuery(request, name, expandText(text, values));
  return request;
}

function withBody<R extends OutboundRequest>(request: R, { body, params }: ExchangeTemplate, values: Values): R {
  const filled = Object.entries(params)
    .map(([name, text]) => [name, expandText(text, values)] satisfies [string, string])
    .filter(([, value]) => value !== '');
  if (request.method === 'GET' || filled.length === 0) return request;
  if (body === 'json') {
    return {
      ...withHeader(request, 'content-type', 'application/json'),
      body: JSON.stringify(Object.fromEntries(filled)),
    };
  }
  const form = new URLSearchParams(filled);
  return { ...withHeader(request, 'content-type', 'application/x-www-form-urlencoded'), body: form.toString() };
}
