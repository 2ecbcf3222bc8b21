import { CLOCK_TOLERANCE_MS } from '../store/connection-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';

/** Whether the stored tokens end and can be refreshed before that. Those that cannot are due at the moment of their end. */
export function canRefresh({ refreshAt, expiresAt }: Pick<StoredConnection, 'refreshAt' | 'expiresAt'>): boolean {
  return refreshAt !== null && refreshAt !== expiresAt;
}

/**
 * Whether tokens should be refreshed now: their time has come, or it was set while the clock was ahead. The store finds the
 * same ones, see `dueForRefresh`.
 */
export function isRefreshDue(
  connection: Pick<StoredConnection, 'refreshAt' | 'expiresAt' | 'updatedAt'>,
  now: number,
): boolean {
  const { refreshAt, updatedAt } = connection;
  if (refreshAt === null) return false;
  return now >= refreshAt || (updatedAt > now + CLOCK_TOLERANCE_MS && canRefresh(connection));
}
