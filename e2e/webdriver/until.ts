import { setTimeout as delay } from 'node:timers/promises';

import * as errors from 'selenium-webdriver/lib/error.js';

const POLL_MS = 40;

/** Enough for a page on a busy machine. */
const TIMEOUT_MS = 30_000;

/** Errors that can happen while a page is still changing. */
const TRANSIENT_ERRORS = [
  errors.DetachedShadowRootError,
  errors.ElementClickInterceptedError,
  errors.ElementNotInteractableError,
  errors.NoSuchElementError,
  errors.NoSuchFrameError,
  errors.NoSuchShadowRootError,
  errors.StaleElementReferenceError,
];

/** The wait timed out. `cause` is the error of the last attempt, if it failed. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

export interface UntilOptions {
  readonly timeoutMs?: number;
}

/**
 * Repeats an attempt until it resolves to something other than `undefined` and `false`, and resolves to that.
 *
 * An attempt that fails because an element or iframe is missing is repeated too. Any other error is rethrown. Rejects
 * with a {@link DeadlineError} when the time is up.
 */
export async function until<T>(
  what: string,
  attempt: () => Promise<T>,
  { timeoutMs = TIMEOUT_MS }: UntilOptions = {},
): Promise<Exclude<T, undefined | false>> {
  const deadline = Date.now() + timeoutMs;
  let cause: unknown;
  do {
    try {
      const result = await attempt();
      if (isPresent(result)) return result;
      cause = undefined;
    } catch (error) {
      if (!TRANSIENT_ERRORS.some((transient) => error instanceof transient)) throw error;
      cause = error;
    }
    await delay(POLL_MS);
  } while (Date.now() < deadline);
  throw new DeadlineError(`Waited ${timeoutMs} ms for ${what}.`, { cause });
}

function isPresent<T>(result: T): result is Exclude<T, undefined | false> {
  return result !== undefined && result !== false;
}
