import type { Authenticator } from './auth-types.ts';
import type { Tokens } from './tokens.ts';

/** Tokens are refreshed when this part of their life is over... */
const REFRESH_AT_LIFETIME_RATIO = 0.8;
/** ...or this long before their end, whichever comes first... */
const REFRESH_MARGIN_MS = 5 * 60_000;
/** ...but not before half of it: what lives for minutes would otherwise be refreshed at once and for ever. */
const MIN_LIFETIME_RATIO = 0.5;
/** However short the life is: what is over sooner is refreshed when somebody asks for it. */
const MIN_DELAY_MS = 30_000;
/** So that what was connected together is not refreshed together. Part of the life. */
const JITTER_RATIO = 0.05;

/**
 * When to refresh tokens, in ms since 1970. `null`: they last.
 *
 * Where there is nothing to refresh them with it is the moment of their end, when the person has to sign in again.
 *
 * @param random Gives numbers from 0 to below 1.
 */
export function nextRefreshTime(
  { issue, refresh }: Pick<Authenticator, 'issue' | 'refresh'>,
  { obtainedAt, expiresAt, refreshToken }: Tokens,
  random: () => number = Math.random,
): number | null {
  if (expiresAt === undefined) return null;
  if (!refresh || (!issue && refreshToken === undefined)) return expiresAt;
  const life = Math.max(0, expiresAt - obtainedAt);
  const due = Math.max(life * MIN_LIFETIME_RATIO, Math.min(life * REFRESH_AT_LIFETIME_RATIO, life - REFRESH_MARGIN_MS));
  return Math.round(obtainedAt + Math.max(MIN_DELAY_MS, due - random() * life * JITTER_RATIO));
}
