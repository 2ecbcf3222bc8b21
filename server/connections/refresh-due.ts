import { CLOCK_TOLERANCE_MS } from '../store/connection-lease-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';

/** Tells whether tokens can be refreshed before they expire. Tokens that cannot be refreshed are due when they expire. */
export function canRefresh({ refreshAt, expiresAt }: Pick<StoredConnection, 'refreshAt' | 'expiresAt'>): boolean {
  return refreshAt !== null && refreshAt !== expiresAt;
}

/**
 * Tells whether tokens should be refreshed now: because they are due, or because the due time was set while the clock was
 * ahead. `dueForRefresh` of the store uses the same rule.
 */
export function isRefreshDue(
  connection: Pick<StoredConnection, 'refreshAt' | 'expiresAt' | 'updatedAt'>,
  now: number,
): boolean {
  const { refreshAt, updatedAt } = connection;
  if (refreshAt === null) return false;
  return now >= refreshAt || (updatedAt > now + CLOCK_TOLERANCE_MS && canRefresh(connection));
}
