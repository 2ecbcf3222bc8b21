import { setTimeout as delay } from 'node:timers/promises';

import { DeadlineError, WebDriverError } from './webdriver-error.ts';

const POLL_MS = 40;

/** How long people's patience is, on a machine that is busy. */
const TIMEOUT_MS = 10_000;

/** Errors of a page that is still changing. */
const PASSING: ReadonlySet<string> = new Set([
  'detached shadow root',
  'element click intercepted',
  'element not interactable',
  'no such element',
  'no such frame',
  'no such shadow root',
  'stale element reference',
]);

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
      if (isThere(result)) return result;
      cause = undefined;
    } catch (error) {
      if (!(error instanceof WebDriverError && PASSING.has(error.code))) throw error;
      cause = error;
    }
    await delay(POLL_MS);
  } while (Date.now() < deadline);
  throw new DeadlineError(`Waited ${timeoutMs} ms for ${what}.`, { cause });
}

function isThere<T>(result: T): result is Exclude<T, undefined | false> {
  return result !== undefined && result !== false;
}
