import type { ConnectorDefinition } from './definition.ts';
import { durationMs } from './duration.ts';

/** For connectors that are never verified: if a new definition verifies them, their connections are due within a day. */
const DEFAULT_INTERVAL_MS = 24 * 60 * 60_000;
/** Part of the interval by which times vary at random, so that connections made together are not verified together. */
const JITTER_RATIO = 0.1;
/** After a refusal or no answer. Many faults are over by then. A provider's `Retry-After` is cut to this. */
const RETRY_DELAY_MS = 60 * 60_000;

type ScheduledConnector = Pick<ConnectorDefinition, 'verify'>;

/** How often the stored credentials of a connector are verified, in ms. `undefined`: never. */
export function verifyIntervalMs({ verify }: ScheduledConnector): number | undefined {
  return verify === undefined ? undefined : durationMs(verify.every);
}

/**
 * When to verify credentials again that the provider has just accepted, in ms since 1970.
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
 * When to verify credentials again that the provider has refused, in ms since 1970: after an hour at the earliest, however
 * short the interval is. A provider that answers wrongly for some minutes must not refuse the same credentials twice.
 *
 * @param random Gives numbers from 0 to below 1.
 */
export function verifyTimeAfterRefusal(now: number, random: () => number = Math.random): number {
  return Math.round(now + RETRY_DELAY_MS * (1 + random() * JITTER_RATIO));
}

/** When to verify credentials again about which the provider has not said yes or no, in ms since 1970. */
export function retryVerifyTime(
  definition: ScheduledConnector,
  now: number,
  { retryAfterSeconds = 0, random = Math.random }: RetryOptions = {},
): number {
  const waitMs =
    Math.min(verifyIntervalMs(definition) ?? DEFAULT_INTERVAL_MS, RETRY_DELAY_MS) * (1 - random() * JITTER_RATIO);
  return Math.round(now + Math.max(waitMs, Math.min(retryAfterSeconds * 1000, RETRY_DELAY_MS)));
}

/** How {@link retryVerifyTime} chooses. */
export interface RetryOptions {
  /** The provider's `Retry-After`. Never cut short, up to an hour. */
  readonly retryAfterSeconds?: number | undefined;
  /** Gives numbers from 0 to below 1. */
  readonly random?: () => number;
}

/** The latest time that the functions above give for credentials of this connector, in ms since 1970. */
export function latestVerifyTime(definition: ScheduledConnector, now: number): number {
  return now + Math.max(verifyIntervalMs(definition) ?? DEFAULT_INTERVAL_MS, RETRY_DELAY_MS * (1 + JITTER_RATIO));
}
