import { setTimeout as delay } from 'node:timers/promises';

import { isLocked } from './sqlite-connection.ts';

/** Between two attempts other work of this process gets its turn. */
const RETRY_MS = 25;

/**
 * Tries again while another process holds the lock, without standing still as SQLite's own waiting does.
 *
 * Rejects with the last failure when `timeoutMs` have passed, and with any other failure at once.
 */
export async function retryWhileLocked(attempt: () => void, timeoutMs: number): Promise<void> {
  const deadline = performance.now() + timeoutMs;
  for (;;) {
    try {
      attempt();
      return;
    } catch (error) {
      if (!isLocked(error) || performance.now() >= deadline) throw error;
    }
    await delay(RETRY_MS);
  }
}

/** Waits before the next attempt to get a lock. Not always as long, so that two processes do not keep each other out. */
export async function pauseBeforeRetry(): Promise<void> {
  await delay(RETRY_MS * (1 + Math.random()));
}
