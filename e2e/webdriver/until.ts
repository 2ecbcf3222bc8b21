import { setTimeout as delay } from 'node:timers/promises';

import * as errors from 'selenium-webdriver/lib/error.js';

const POLL_MS = 40;

/** Long enough for a page on a busy machine. */
const TIMEOUT_MS = 10_000;

/** Errors of a page that is still changing. */
const TRANSIENT_ERRORS = [
  errors.DetachedShadowRootError,
  errors.ElementClickInterceptedError,
  errors.ElementNotInteractableError,
  errors.NoSuchElementError,
  errors.NoSuchFrameError,
  errors.NoSuchShadowRootError,
  errors.StaleElementReferenceError,
];

/** What was waited for did not come. `cause` is the last error of an attempt, if there was one. */
class DeadlineError extends Error {
  override readonly name = 'DeadlineError';
}

export interface UntilOptions {
  readonly timeoutMs?: number;
}

/**
 * Tries until an attempt resolves to something that is neither `undefined` nor `false`, and resolves to that.
 *
 * An attempt that fails since an element or a frame is not there, or no longer, is tried again; any other error is
 * passed on. Rejects with a {@link DeadlineError} that says what was waited for.
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
      if (!TRANSIENT_ERRORS.some((passing) => error instanceof passing)) throw error;
      cause = error;
    }
    await delay(POLL_MS);
  } while (Date.now() < deadline);
  throw new DeadlineError(`Waited ${timeoutMs} ms for ${what}.`, { cause });
}

function isPresent<T>(result: T): result is Exclude<T, undefined | false> {
  return result !== undefined && result !== false;
}
