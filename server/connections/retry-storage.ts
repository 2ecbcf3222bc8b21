import pRetry from 'p-retry';
import { StorageUnavailableError } from '../errors.ts';

/** Five more tries after 0.25 to 4 s: long enough for a lock or a database restart, short enough for a person who waits. */
const RETRIES = { retries: 5, factor: 2, minTimeout: 250 };

/**
 * Retries a write while the database is unavailable. For results that cannot be fetched again, such as a rotated token.
 *
 * Rejects with the error of `work`. With `StorageUnavailableError`, it rejects only after the last try.
 */
export async function retryStorage<T>(work: () => Promise<T>): Promise<T> {
  return pRetry(work, { ...RETRIES, shouldRetry: ({ error }) => error instanceof StorageUnavailableError });
}
