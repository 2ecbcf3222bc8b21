import type { AuthOf } from './auth-type.ts';
import { readPath } from './captures.ts';
import type { Tokens } from './stored-credentials.ts';

/** The part of a definition that says how to read the response of a token endpoint. */
export type TokenResponseRules = AuthOf<'refreshable_token'>['answer'];

/** A response that contains a token. */
export interface TokenSuccess {
  readonly kind: 'token';
  readonly tokens: Pick<Tokens, 'accessToken' | 'refreshToken' | 'obtainedAt' | 'expiresAt' | 'scope'>;
  /** The whole response, for further values that a definition captures. */
  readonly json: unknown;
}

/** A response that reports an error, whatever its status. */
export interface TokenErrorResponse {
  readonly kind: 'refused';
  /** The error code as the provider sent it. Not checked, not sanitized. */
  readonly error: unknown;
  /** The provider's error message as it was sent. Not checked, not sanitized. */
  readonly description: unknown;
}

/** A response that contains neither a token nor an error, such as a maintenance page. */
export interface UnreadableResponse {
  readonly kind: 'unreadable';
  /** What is missing, for the log. */
  readonly reason: string;
}

/** RFC 6749 appendices A.12 and A.17: the characters of a token. All of them are allowed in a header. */
const TOKEN = /^[\x20-\x7e]+$/;

/** Ten years. A longer lifetime makes no difference, and databases can store the resulting date. */
const MAX_LIFETIME_SECONDS = 10 * 365 * 86_400;

/**
 * Parses the response of a token endpoint with a success status (RFC 6749 section 5.1, with the deviations that the
 * definition describes).
 *
 * @param answer.now The time that lifetimes count from, in ms since 1970.
 */
export function parseTokenResponse(
  rules: TokenResponseRules,
  { body, now }: { readonly body: string; readonly now: number },
): TokenSuccess | TokenErrorResponse | UnreadableResponse {
  const json = parseBody(rules, body);
  if (json === undefined) return { kind: 'unreadable', reason: `the response is not ${rules.format}` };
  const refusal = parseTokenError(rules, body);
  const expected = rules.expect === undefined || readPath(json, rules.expect.path) === rules.expect.equals;
  if (!expected || isErrorValue(refusal.error)) return refusal;
  const accessToken = validToken(readPath(json, rules.accessToken));
  if (accessToken === undefined) return { kind: 'unreadable', reason: 'the response contains no token' };
  const refreshToken = validToken(readPath(json, rules.refreshToken));
  const seconds = parseLifetimeSeconds(readPath(json, rules.expiresIn)) ?? rules.lifetimeSeconds;
  const scope = parseScope(readPath(json, rules.scope));
  return {
    kind: 'token',
    tokens: {
      accessToken,
      ...(refreshToken !== undefined && { refreshToken }),
      obtainedAt: now,
      ...(seconds !== undefined && { expiresAt: now + Math.min(seconds, MAX_LIFETIME_SECONDS) * 1000 }),
      ...(scope !== undefined && { scope }),
    },
    json,
  };
}

/** Parses the response of a token endpoint with an error status (RFC 6749 section 5.2). */
export function parseTokenError(rules: TokenResponseRules, body: string): TokenErrorResponse {
  const json = parseBody(rules, body);
  return { kind: 'refused', error: readPath(json, rules.error), description: readPath(json, rules.errorText) };
}

function parseBody({ format }: TokenResponseRules, body: string): unknown {
  if (format === 'form') return Object.fromEntries(new URLSearchParams(body.trim()));
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}

/** Tells whether an error member reports an error. Some providers send an empty one in successful responses too. */
function isErrorValue(error: unknown): boolean {
  return ![undefined, null, '', false, 0].some((nothing) => error === nothing);
}

function validToken(value: unknown): string | undefined {
  return typeof value === 'string' && TOKEN.test(value) ? value : undefined;
}

/** Returns whole seconds, or `undefined` for 0, a negative or no number. The definition's `lifetimeSeconds` applies then. */
function parseLifetimeSeconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  // A lifetime of 0 would make the token due for a refresh immediately.
  return typeof seconds === 'number' && seconds > 0 ? Math.max(1, Math.floor(seconds)) : undefined;
}

function parseScope(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.filter((scope) => typeof scope === 'string').join(' ');
  return typeof value === 'string' ? value : undefined;
}
