/** After the first failure; doubled with each. */
const FIRST_MS = 30_000;
/** A system that is down for days is asked once an hour. */
const LONGEST_MS = 60 * 60_000;
/** So that what failed together is not tried together again. */
const JITTER_PART = 0.2;

/**
 * How long to leave a system alone after failures in a row, in ms.
 *
 * @param options.failures 1 after the first.
 * @param options.askedForSeconds What the system asked for. Never cut short, up to an hour.
 * @param options.random Gives numbers from 0 to below 1.
 */
export function backOffMs({
  failures,
  askedForSeconds = 0,
  random = Math.random,
}: {
  readonly failures: number;
  readonly askedForSeconds?: number | undefined;
  readonly random?: () => number;
}): number {
  const doubled = FIRST_MS * 2 ** Math.min(failures - 1, 10);
  const least = Math.min(LONGEST_MS, Math.max(doubled, askedForSeconds * 1000));
  return Math.round(least * (1 + random() * JITTER_PART));
}
