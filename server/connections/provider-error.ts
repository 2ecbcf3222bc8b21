import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { EventStores } from '../webhooks/record-event.ts';

/** The errors with which an attempt to connect can fail at the provider. */
export type ProviderError = InvalidCredentialsError | ProviderDeniedError | ProviderUnavailableError;

/** Tells whether an attempt failed at the provider. */
export function isProviderError(error: unknown): error is ProviderError {
  return (
    error instanceof InvalidCredentialsError ||
    error instanceof ProviderDeniedError ||
    error instanceof ProviderUnavailableError
  );
}

/** An attempt that failed at the provider. */
export interface FailedAttempt extends EventCause {
  readonly connection: StoredConnection;
  readonly problem: ProviderError['problem'];
}

/**
 * Records a failed attempt within the caller's transaction.
 *
 * A connected connection stays connected, because its stored credentials still work: only the refusal is recorded.
 */
export async function storeProviderError(
  stores: Pick<Stores, 'connections'> & EventStores,
  { connection, problem, ...cause }: FailedAttempt,
  now: number,
): Promise<void> {
  if (connection.status !== 'connected') {
    const status = connection.status === 'needs_reauth' ? 'needs_reauth' : 'error';
    await stores.connections.change(connection, { status, problem }, now);
  }
  await recordEvent(stores, { type: 'connection.refused', connection, code: problem.code, ...pickCause(cause), now });
}
