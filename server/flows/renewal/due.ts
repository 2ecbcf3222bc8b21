import { CLOCK_TOLERANCE_MS } from '../../store/connection-store.ts';
import type { StoredConnection } from '../../store/connection-store.ts';

/** Whether the stored tokens end and can be renewed before that. Those that cannot are due at the moment of their end. */
export function canBeRenewed({ renewAt, expiresAt }: Pick<StoredConnection, 'renewAt' | 'expiresAt'>): boolean {
  return renewAt !== null && renewAt !== expiresAt;
}

/**
 * Whether tokens should be renewed now: their time has come, or it was set while the clock was ahead. The store finds the
 * same ones, see `dueForRenewal`.
 */
export function isDue(connection: Pick<StoredConnection, 'renewAt' | 'expiresAt' | 'updatedAt'>, now: number): boolean {
  const { renewAt, updatedAt } = connection;
  if (renewAt === null) return false;
  return now >= renewAt || (updatedAt > now + CLOCK_TOLERANCE_MS && canBeRenewed(connection));
}
