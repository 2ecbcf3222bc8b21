import { setTimeout as delay } from 'node:timers/promises';
import { StorageUnavailableError } from '../errors.ts';

/** Pauses between tries: long enough for a lock or a restart of the database, short enough for a person who waits. */
const RETRY_DELAYS_MS = [250, 500, 1000, 2000, 4000] as const;

/**
 * Stores what cannot be had again, such as a token that an external system has just given in place of the last one: a
 * database that is away for a moment must not lose it.
 *
 * Rejects as `work` does, with `StorageUnavailableError` only after the last try.
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
