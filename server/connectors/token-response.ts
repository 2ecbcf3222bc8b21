import type { AuthOf } from './auth-type.ts';
import { readPath } from './json-path.ts';
import type { Tokens } from './tokens.ts';

/** How a definition says that the answer of a token endpoint is to be read. */
export type TokenResponseRules = AuthOf<'refreshable_token'>['answer'];

/** An answer with a token in it. */
export interface TokenSuccess {
  readonly kind: 'token';
  readonly tokens: Pick<Tokens, 'accessToken' | 'refreshToken' | 'obtainedAt' | 'expiresAt' | 'scope'>;
  /** All of it, for what else a definition takes from it. */
  readonly json: unknown;
}

/** An answer that says no, whatever its status. */
export interface TokenErrorResponse {
  readonly kind: 'refused';
  /** As it stands there: nothing is checked or cleaned. */
  readonly error: unknown;
  /** The provider's own words. Likewise. */
  readonly description: unknown;
}

/** An answer that is neither, such as a page that says that the provider is being serviced. */
export interface UnreadableResponse {
  readonly kind: 'unreadable';
  /** What is missing, for the log. */
  readonly reason: string;
}

/** RFC 6749 appendices A.12 and A.17: what tokens are made of. It fits into any header. */
const TOKEN = /^[\x20-\x7e]+$/;

/** Ten years: more is as good as lasting, and a date that databases can hold. */
const MAX_LIFETIME_SECONDS = 10 * 365 * 86_400;

/**
 * Reads the answer of a token endpoint that came with a status of success (RFC 6749 section 5.1, and what differs from
 * it by definition).
 *
 * @param answer.now When it came. Milliseconds since 1970.
 */
export function parseTokenResponse(
  rules: TokenResponseRules,
  { body, now }: { readonly body: string; readonly now: number },
): TokenSuccess | TokenErrorResponse | UnreadableResponse {
  const json = parseBody(rules, body);
  if (json === undefined) return { kind: 'unreadable', reason: `the answer is not ${rules.format}` };
  const refusal = parseTokenError(rules, body);
  const expected = rules.expect === undefined || readPath(json, rules.expect.path) === rules.expect.equals;
  if (!expected || isErrorValue(refusal.error)) return refusal;
  const accessToken = validToken(readPath(json, rules.accessToken));
  if (accessToken === undefined) return { kind: 'unreadable', reason: 'the answer holds no token' };
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

/** Reads what a token endpoint says with a status that is none of success (RFC 6749 section 5.2). */
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

/** Some systems send the member in good answers too, with nothing in it. */
function isErrorValue(error: unknown): boolean {
  return ![undefined, null, '', false, 0].some((nothing) => error === nothing);
}

function validToken(value: unknown): string | undefined {
  return typeof value === 'string' && TOKEN.test(value) ? value : undefined;
}

/** In whole seconds. What is none, 0 or below says nothing: then the definition's `lifetimeSeconds` counts, if any. */
function parseLifetimeSeconds(value: unknown): number | undefined {
  const seconds = typeof value === 'string' && value.trim() !== '' ? Number(value) : value;
  // A life of 0 would be over, and due to be refreshed, when it begins.
  return typeof seconds === 'number' && seconds > 0 ? Math.max(1, Math.floor(seconds)) : undefined;
}

function parseScope(value: unknown): string | undefined {
  if (Array.isArray(value)) return value.filter((scope) => typeof scope === 'string').join(' ');
  return typeof value === 'string' ? value : undefined;
}
