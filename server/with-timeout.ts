import { setTimeout as wait } from 'node:timers/promises';

/** Resolves when the promise has settled or the time is over, whichever comes first. Never rejects. */
export async function withTimeout(promise: Promise<unknown>, patienceMs: number): Promise<void> {
  const settled = new AbortController();
  const timeout = wait(patienceMs, undefined, { signal: settled.signal }).catch(() => undefined);
  await Promise.race([promise.catch(() => undefined), timeout]);
  settled.abort();
}
