import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import { connectionActivity } from './connection-activity.ts';

/** What an external system can answer an attempt to connect with, other than yes. */
export type ProviderError = InvalidCredentialsError | ProviderDeniedError | ProviderUnavailableError;

/** Tells whether an attempt failed at the external system. */
export function isProviderError(error: unknown): error is ProviderError {
  return (
    error instanceof InvalidCredentialsError ||
    error instanceof ProviderDeniedError ||
    error instanceof ProviderUnavailableError
  );
}

/** A refused attempt. */
export interface FailedAttempt {
  readonly connection: StoredConnection;
  readonly actor: Actor | null;
  readonly problem: ProviderError['problem'];
}

/** Records a refused attempt within a transaction. What works goes on working: then it is an activity, not a state. */
export async function storeProviderError(
  stores: Pick<Stores, 'connections' | 'activity'>,
  { connection, actor, problem }: FailedAttempt,
  now: number,
): Promise<void> {
  if (connection.status !== 'connected') {
    const status = connection.status === 'needs_reauth' ? 'needs_reauth' : 'error';
    await stores.connections.change(connection, { status, problem }, now);
  }
  await stores.activity.add(
    connectionActivity(connection, { type: 'connection.refused', actor, now, detail: { code: problem.code } }),
  );
}
