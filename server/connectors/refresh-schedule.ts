import type { Authenticator } from './auth-types.ts';
import type { Tokens } from './stored-credentials.ts';

/** Tokens are refreshed after this part of their lifetime... */
const REFRESH_AT_LIFETIME_RATIO = 0.8;
/** ...or this long before they expire, whichever is earlier... */
const REFRESH_MARGIN_MS = 5 * 60_000;
/** ...but not before half of their lifetime. Otherwise tokens that live for minutes would be refreshed continuously. */
const MIN_LIFETIME_RATIO = 0.5;
/** Minimum for any lifetime. Tokens that expire sooner are refreshed when their credentials are requested. */
const MIN_DELAY_MS = 30_000;
/** Part of the lifetime. Spreads the refreshes of connections that were created together. */
const JITTER_RATIO = 0.05;

/** The parts of an auth type that get new tokens without a person. */
type Refresher = Pick<Authenticator, 'issue' | 'refresh'>;

/** Tells whether tokens can be refreshed: with a refresh token, or with the values that they were exchanged for. */
export function isRefreshable({ issue, refresh }: Refresher, { refreshToken }: Pick<Tokens, 'refreshToken'>): boolean {
  return refresh !== undefined && (issue !== undefined || refreshToken !== undefined);
}

/**
 * Returns when to refresh tokens, in ms since 1970, or `null` if they do not expire.
 *
 * For tokens that cannot be refreshed, this is the time when they expire and the person has to sign in again.
 *
 * @param random Returns numbers from 0 to below 1.
 */
export function nextRefreshTime(
  refresher: Refresher,
  tokens: Tokens,
  random: () => number = Math.random,
): number | null {
  const { obtainedAt, expiresAt } = tokens;
  if (expiresAt === undefined) return null;
  if (!isRefreshable(refresher, tokens)) return expiresAt;
  const lifetime = Math.max(0, expiresAt - obtainedAt);
  const latest = Math.min(lifetime * REFRESH_AT_LIFETIME_RATIO, lifetime - REFRESH_MARGIN_MS);
  const due = Math.max(lifetime * MIN_LIFETIME_RATIO, latest);
  return Math.round(obtainedAt + Math.max(MIN_DELAY_MS, due - random() * lifetime * JITTER_RATIO));
}
