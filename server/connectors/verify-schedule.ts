import type { ConnectorDefinition } from './definition.ts';

/** For connectors that are never verified. If a new definition verifies them, their connections are due within a day. */
const DEFAULT_INTERVAL_MS = 24 * 60 * 60_000;
/** Part of the interval by which times vary randomly, so that connections created together are not verified together. */
const JITTER_RATIO = 0.1;
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
  return Math.round(now + everyMs * (1 - random() * JITTER_RATIO));
}

/**
 * Returns when to verify credentials again after the provider refused them, in ms since 1970.
 *
 * Not before an hour has passed, however short the interval is: a fault of some minutes must not cause two refusals.
 *
 * @param random Gives numbers from 0 to below 1.
 */
export function verifyTimeAfterRefusal(now: number, random: () => number = Math.random): number {
  return Math.round(now + RETRY_DELAY_MS * (1 + random() * JITTER_RATIO));
}

/** Returns when to verify credentials again if the provider neither accepted nor refused them, in ms since 1970. */
export function retryVerifyTime(
  definition: ScheduledConnector,
  now: number,
  { retryAfterSeconds = 0, random = Math.random }: RetryOptions = {},
): number {
  const waitMs =
    Math.min(verifyIntervalMs(definition) ?? DEFAULT_INTERVAL_MS, RETRY_DELAY_MS) * (1 - random() * JITTER_RATIO);
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
  return now + Math.max(verifyIntervalMs(definition) ?? DEFAULT_INTERVAL_MS, RETRY_DELAY_MS * (1 + JITTER_RATIO));
}

const UNIT_MS = { m: 60_000, h: 60 * 60_000, d: 24 * 60 * 60_000 } as const;

/** Parses a duration such as `30m`, `24h` or `7d` to ms. Returns `undefined` for any other text. */
export function durationMs(text: string): number | undefined {
  const [, count, unit] = /^([1-9]\d{0,3})([mhd])$/.exec(text) ?? [];
  return count === undefined ? undefined : Number(count) * UNIT_MS[unit as keyof typeof UNIT_MS];
}
