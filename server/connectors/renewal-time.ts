import type { BoundAuth } from './auth-types.ts';
import type { Tokens } from './tokens.ts';

/** Tokens are renewed when this part of their life is over... */
const PART_OF_LIFE = 0.8;
/** ...or this long before their end, whichever comes first... */
const BEFORE_END_MS = 5 * 60_000;
/** ...but not before half of it: what lives for minutes would otherwise be renewed at once and for ever. */
const EARLIEST_PART = 0.5;
/** However short the life is: what is over sooner is renewed when somebody asks for it. */
const SOONEST_MS = 30_000;
/** So that what was connected together is not renewed together. Part of the life. */
const JITTER_PART = 0.05;

/**
 * When to renew tokens, in ms since 1970. `null`: they last.
 *
 * Where there is nothing to renew them with it is the moment of their end, when the person has to sign in again.
 *
 * @param random Gives numbers from 0 to below 1.
 */
export function renewalTime(
  { obtain, renew }: Pick<BoundAuth, 'obtain' | 'renew'>,
  { obtainedAt, expiresAt, refreshToken }: Tokens,
  random: () => number = Math.random,
): number | null {
  if (expiresAt === undefined) return null;
  if (!renew || (!obtain && refreshToken === undefined)) return expiresAt;
  const life = Math.max(0, expiresAt - obtainedAt);
  const due = Math.max(life * EARLIEST_PART, Math.min(life * PART_OF_LIFE, life - BEFORE_END_MS));
  return Math.round(obtainedAt + Math.max(SOONEST_MS, due - random() * life * JITTER_PART));
}
