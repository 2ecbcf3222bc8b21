import type { ConnectorDefinition } from './definition.ts';
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
const REFRESH_JITTER_RATIO = 0.05;

/** The parts of an `Authenticator` that get new tokens without a person. Only their presence matters. */
interface Refresher {
  readonly issue?: unknown;
  readonly refresh?: unknown;
}

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
  return Math.round(obtainedAt + Math.max(MIN_DELAY_MS, due - random() * lifetime * REFRESH_JITTER_RATIO));
}

/** For connectors that are never verified. If a new definition verifies them, their connections are due within a day. */
const DEFAULT_INTERVAL_MS = 24 * 60 * 60_000;
/** Part of the interval by which times vary randomly, so that connections created together are not verified together. */
const VERIFY_JITTER_RATIO = 0.1;
/** Delay after a refusal or a missing answer. Many faults are fixed by then. A longer `Retry-After` is cut to this. */
const RETRY_DELAY_MS = 60 * 60_000;

type ScheduledConnector = Pick<ConnectorDefinition, 'verify'>;

/** Returns how often the stored credentials of a connector are verified, in ms. Returns `undefined` for never. */
export function verifyIntervalMs({ verify }: ScheduledConnector): number | undefined {
  return verify === undefined ? undefined : durationMs(verify.every);
}

/**
 * Returns when to verify credentials again after the provider accepted them, in ms since 1970.
 *
 * @param random Gives numbers from 0 to below 1.
 */
export function nextVerifyTime(
  definition: ScheduledConnector,
  now: number,
  random: () => number = Math.random,
): number {
  const everyMs = verifyIntervalMs(definition) ?? DEFAULT_INTERVAL_MS;
  return Math.round(now + everyMs * (1 - random() * VERIFY_JITTER_RATIO));
}

/**
 * Returns when to verify credentials again after the provider refused them, in ms since 1970.
 *
 * Not before an hour has passed, however short the interval is: a fault of some minutes must not cause two refusals.
 *
 * @param random Gives numbers from 0 to below 1.
 */
export function verifyTimeAfterRefusal(now: number, random: () => number = Math.random): number {
  return Math.round(now + RETRY_DELAY_MS * (1 + random() * VERIFY_JITTER_RATIO));
}

/** Returns when to verify credentials again if the provider neither accepted nor refused them, in ms since 1970. */
export function retryVerifyTime(
  definition: ScheduledConnector,
  now: number,
  { retryAfterSeconds = 0, random = Math.random }: RetryOptions = {},
): number {
  const waitMs =
    Math.min(verifyIntervalMs(definition) ?? DEFAULT_INTERVAL_MS, RETRY_DELAY_MS) *
    (1 - random() * VERIFY_JITTER_RATIO);
  return Math.round(now + Math.max(waitMs, Math.min(retryAfterSeconds * 1000, RETRY_DELAY_MS)));
}

/** Options of {@link retryVerifyTime}. */
export interface RetryOptions {
  /** The provider's `Retry-After`. Never shortened, up to an hour. */
  readonly retryAfterSeconds?: number | undefined;
  /** Gives numbers from 0 to below 1. */
  readonly random?: () => number;
}

/** Returns the latest time that the functions above can return for this connector, in ms since 1970. */
export function latestVerifyTime(definition: ScheduledConnector, now: number): number {
  return (
    now + Math.max(verifyIntervalMs(definition) ?? DEFAULT_INTERVAL_MS, RETRY_DELAY_MS * (1 + VERIFY_JITTER_RATIO))
  );
}

const UNIT_MS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const;

/** Parses a duration such as `30m`, `24h` or `7d` to ms. Returns `undefined` for any other text. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
