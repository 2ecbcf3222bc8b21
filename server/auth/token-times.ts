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

/** A used token is remembered at least this long, whatever its times say. */
const MIN_REPLAY_MEMORY_MS = 600_000;

/** What the times of a token have to say. */
export interface TokenTimeRules {
  /** How old a token may be, counted from `iat`. */
  readonly maxAgeSeconds: number;
  /** What the issuer has to state. `exp` is honoured in any case. */
  readonly required: 'iat' | 'iat or exp';
}

/** What the times of an acceptable token mean. Milliseconds since 1970. */
export interface TokenTimes {
  /** From then on the token is refused for its age, and need not be remembered as used. */
  readonly rememberUntil: number;
}

/**
 * Checks that a verified token is neither too old nor from the future (RFC 7519 section 4.1).
 *
 * A token without `iat` has no age to count; its `exp` must be within an hour. Throws `TokenExpiredError` for a token
 * that was good once, `TokenInvalidError` for one that states no times, wrong ones, or later ones.
 */
export function checkTokenTimes(
  claims: JsonObject,
  { maxAgeSeconds, required }: TokenTimeRules,
  now: number,
): TokenTimes {
  const issuedAt = readTime(claims.iat, 'iat');
  const expiresAt = readTime(claims.exp, 'exp');
  const notBefore = readTime(claims.nbf, 'nbf');
  const maxAgeMs = maxAgeSeconds * 1000;
  const latestNow = now + CLOCK_TOLERANCE_MS;

  if (issuedAt === undefined && (required === 'iat' || expiresAt === undefined)) {
    throw invalid(`${required} is missing`);
  }
  if (issuedAt !== undefined && issuedAt > latestNow) throw invalid('iat is in the future');
  if (notBefore !== undefined && notBefore > latestNow) throw invalid('nbf is in the future');

  const tooOldAt = issuedAt === undefined ? Infinity : issuedAt + maxAgeMs;
  const validUntil = Math.min(tooOldAt, expiresAt ?? Infinity);
  if (issuedAt === undefined && validUntil > latestNow + MAX_LIFETIME_WITHOUT_IAT_MS) {
    throw invalid('exp is too far ahead for a token without iat');
  }
  const refusedFrom = Math.ceil(validUntil + CLOCK_TOLERANCE_MS);
  if (now >= refusedFrom) {
    throw new TokenExpiredError(validUntil === tooOldAt ? 'older than the maximum age' : 'exp has passed');
  }
  return { rememberUntil: Math.max(refusedFrom, now + MIN_REPLAY_MEMORY_MS) };
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
