import { setTimeout as delay } from 'node:timers/promises';

import { isLocked } from './sqlite-connection.ts';

/** Between two attempts, other work of this process can run. */
const RETRY_MS = 25;

/**
 * Retries while another process holds the lock, without blocking the process as SQLite's own wait does.
 *
 * Rejects with the last error after `timeoutMs`, and with any other error immediately.
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

/**
 * Waits before the next attempt to get a lock. Not always as long, so that two processes do not keep each other out.
 */
export async function pauseBeforeRetry(): Promise<void> {
  await delay(RETRY_MS * (1 + Math.random()));
}
