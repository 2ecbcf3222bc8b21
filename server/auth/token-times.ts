import { TokenExpiredError, TokenInvalidError } from '../errors.ts';
import type { JsonObject } from '../json-object.ts';
import { isAbsent } from './claim-values.ts';

/** How far the issuer's clock may be from ours, either way. */
const CLOCK_TOLERANCE_MS = 60_000;

/**
 * How far ahead the `exp` of a token without `iat` may be: the largest maximum age there is. Hosts that state only an
 * end commonly give an hour; without a limit, such a token could be good for years.
 */
const MAX_LIFETIME_WITHOUT_IAT_MS = 3_600_000;

/** How far ahead the `exp` of a token that arrives by message may be. An expiry in milliseconds is far beyond it. */
const MAX_LIFETIME_BY_MESSAGE_MS = 24 * 3_600_000;

/** A used token is remembered at least this long, whatever its times say. */
const MIN_REPLAY_MEMORY_MS = 600_000;

/** How a token reached the server: in the address of a page, or in a message that the page passed on. */
export type TokenArrival = 'url' | 'message';

/** What the times of a token have to say. */
export interface TokenTimeRules {
  /** How old a token may be, counted from `iat`. */
  readonly maxAgeSeconds: number;
  /** What the issuer has to state. `exp` is honoured in any case. */
  readonly required: 'iat' | 'iat or exp';
  /**
   * How the token arrived. By message, its `exp` replaces the maximum age, because no history and no log keeps the token.
   * Absent if `exp` never prolongs a token, however it arrived.
   */
  readonly arrival?: TokenArrival;
}

/** What the times of an acceptable token mean. Milliseconds since 1970. */
export interface TokenTimes {
  /** From then on the token is refused for its age, however it arrives, and need not be remembered as used. */
  readonly rememberUntil: number;
  /** Since when the token may exist: its `iat`, else the earliest time that its `exp` allows. */
  readonly issuedAt: number;
}

/**
 * Checks that a verified token is neither too old nor from the future (RFC 7519 section 4.1).
 *
 * Throws `TokenExpiredError` for a token that was good once, `TokenInvalidError` for one that states no times, wrong ones,
 * or later ones.
 */
export function checkTokenTimes(claims: JsonObject, rules: TokenTimeRules, now: number): TokenTimes {
  const { required, arrival } = rules;
  const times = { issuedAt: readTime(claims.iat, 'iat'), expiresAt: readTime(claims.exp, 'exp') };
  const { issuedAt, expiresAt } = times;
  const notBefore = readTime(claims.nbf, 'nbf');
  const latestNow = now + CLOCK_TOLERANCE_MS;

  if (issuedAt === undefined && (required === 'iat' || expiresAt === undefined)) {
    throw invalid(`${required} is missing`);
  }
  if (issuedAt !== undefined && issuedAt > latestNow) throw invalid('iat is in the future');
  if (notBefore !== undefined && notBefore > latestNow) throw invalid('nbf is in the future');

  const inUrl = validityInUrl(times, rules);
  const byMessage = arrival === undefined ? inUrl : validityByMessage(times, rules);
  const { validUntil, expiry, maxAhead } = arrival === 'message' ? byMessage : inUrl;
  if (maxAhead !== undefined && validUntil > latestNow + maxAhead.ms) throw invalid(maxAhead.reason);
  if (now >= refusedFrom(validUntil)) throw new TokenExpiredError(expiry);

  // A token that was used in an address may come again by message, where it is valid for longer.
  const lastRefusedFrom = refusedFrom(Math.max(inUrl.validUntil, byMessage.validUntil));
  return {
    rememberUntil: Math.max(lastRefusedFrom, now + MIN_REPLAY_MEMORY_MS),
    issuedAt: issuedAt ?? earliestIssue(expiresAt),
  };
}

/**
 * Returns the earliest time at which a token without `iat` can have been issued. It may arrive by message later, where `exp`
 * may be 24 hours ahead, so its lifetime counts as that long however it arrives now.
 */
function earliestIssue(expiresAt = 0): number {
  return Math.max(0, expiresAt - MAX_LIFETIME_BY_MESSAGE_MS);
}

/**
 * Checks the times of a verified token that states both its begin and its end, and is valid until its end.
 *
 * Throws the same errors as {@link checkTokenTimes}. Returns `iat` in milliseconds since 1970.
 *
 * @param maxLifetimeSeconds How long after `iat` the `exp` may be.
 */
export function checkTokenLifetime(claims: JsonObject, maxLifetimeSeconds: number, now: number): number {
  const issuedAt = readTime(claims.iat, 'iat');
  const expiresAt = readTime(claims.exp, 'exp');
  const notBefore = readTime(claims.nbf, 'nbf');
  if (issuedAt === undefined) throw invalid('iat is missing');
  if (expiresAt === undefined) throw invalid('exp is missing');
  const latestNow = now + CLOCK_TOLERANCE_MS;
  if (issuedAt > latestNow) throw invalid('iat is in the future');
  if (notBefore !== undefined && notBefore > latestNow) throw invalid('nbf is in the future');
  if (expiresAt - issuedAt > maxLifetimeSeconds * 1000) throw invalid('exp is too long after iat');
  if (now >= refusedFrom(expiresAt)) throw new TokenExpiredError('exp has passed');
  return issuedAt;
}

/** The times that a token states. Milliseconds since 1970. */
interface StatedTimes {
  readonly issuedAt: number | undefined;
  readonly expiresAt: number | undefined;
}

/** How long a token is valid that arrives in one way. */
interface Validity {
  readonly validUntil: number;
  /** Why the token is refused later. */
  readonly expiry: string;
  /** How far ahead {@link validUntil} may be, and why the token is refused if it is further. */
  readonly maxAhead?: { readonly ms: number; readonly reason: string };
}

/** In an address, the maximum age and `exp` both hold. */
function validityInUrl({ issuedAt, expiresAt = Infinity }: StatedTimes, { maxAgeSeconds }: TokenTimeRules): Validity {
  if (issuedAt === undefined) {
    const maxAhead = { ms: MAX_LIFETIME_WITHOUT_IAT_MS, reason: 'exp is too far ahead for a token without iat' };
    return { validUntil: expiresAt, expiry: 'exp has passed', maxAhead };
  }
  const tooOldAt = issuedAt + maxAgeSeconds * 1000;
  return expiresAt < tooOldAt
    ? { validUntil: expiresAt, expiry: 'exp has passed' }
    : { validUntil: tooOldAt, expiry: 'older than the maximum age' };
}

/** By message, `exp` alone holds, if there is one. */
function validityByMessage(times: StatedTimes, rules: TokenTimeRules): Validity {
  if (times.expiresAt === undefined) return validityInUrl(times, rules);
  const maxAhead = { ms: MAX_LIFETIME_BY_MESSAGE_MS, reason: 'exp is more than 24 hours ahead' };
  return { validUntil: times.expiresAt, expiry: 'exp has passed', maxAhead };
}

/** Returns when a token is refused for its age. An `exp` without end counts as the latest time that can be stored. */
function refusedFrom(validUntil: number): number {
  return Math.min(Math.ceil(validUntil + CLOCK_TOLERANCE_MS), Number.MAX_SAFE_INTEGER);
}

/** A NumericDate (seconds since 1970, fractions allowed) in milliseconds. */
function readTime(value: unknown, name: string): number | undefined {
  if (isAbsent(value)) return undefined;
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0) throw invalid(`${name} is not a time`);
  return value * 1000;
}

function invalid(reason: string): TokenInvalidError {
  return new TokenInvalidError(reason, { verified: true });
}
