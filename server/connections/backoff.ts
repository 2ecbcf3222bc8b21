/** After the first failure; doubled with each. */
const INITIAL_DELAY_MS = 30_000;
/** A provider that is down for days is asked once an hour. */
const MAX_DELAY_MS = 60 * 60_000;
/** So that what failed together is not tried together again. */
const JITTER_RATIO = 0.2;

/**
 * How long to leave a provider alone after failures in a row, in ms.
 *
 * @param options.failures 1 after the first.
 * @param options.askedForSeconds What the provider asked for. Never cut short, up to an hour.
 * @param options.random Gives numbers from 0 to below 1.
 */
export function backoffMs({
  failures,
  askedForSeconds: retryAfterSeconds = 0,
  random = Math.random,
}: {
  readonly failures: number;
  readonly askedForSeconds?: number | undefined;
  readonly random?: () => number;
}): number {
  const doubled = INITIAL_DELAY_MS * 2 ** Math.min(failures - 1, 10);
  const least = Math.min(MAX_DELAY_MS, Math.max(doubled, retryAfterSeconds * 1000));
  return Math.round(least * (1 + random() * JITTER_RATIO));
}
