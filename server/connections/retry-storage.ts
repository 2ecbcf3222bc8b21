import { setTimeout as delay } from 'node:timers/promises';
import { StorageUnavailableError } from '../errors.ts';

/** Delays between tries. Long enough for a lock or a database restart, short enough for a person who waits. */
const RETRY_DELAYS_MS = [250, 500, 1000, 2000, 4000] as const;

/**
 * Retries a write while the database is unavailable. For results that cannot be fetched again, such as a rotated token.
 *
 * Rejects with the error of `work`. With `StorageUnavailableError`, it rejects only after the last try.
 */
export async function retryStorage<T>(work: () => Promise<T>): Promise<T> {
  for (const pauseMs of RETRY_DELAYS_MS) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof StorageUnavailableError)) throw error;
      await delay(pauseMs);
    }
  }
  return work();
}
