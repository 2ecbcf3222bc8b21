/** A promise did not settle in time. */
export class TimeoutError extends Error {
  override readonly name = 'TimeoutError';
}

/**
 * Settles as the promise does, or rejects with {@link TimeoutError} after `timeoutMs`. It ends only the wait, not the
 * work behind the promise.
 */
export async function withTimeout<T>(promise: Promise<T>, timeoutMs: number): Promise<T> {
  const { promise: timeout, reject } = Promise.withResolvers<never>();
  const timer = setTimeout(() => reject(new TimeoutError(`Timed out after ${timeoutMs} ms.`)), timeoutMs);
  try {
    return await Promise.race([promise, timeout]);
  } finally {
    clearTimeout(timer);
  }
}

/** Resolves when the promise has settled or `timeoutMs` have passed, whichever comes first. Never rejects. */
export async function waitUntilSettled(promise: Promise<unknown>, timeoutMs: number): Promise<void> {
  await withTimeout(promise, timeoutMs).catch(() => undefined);
}
