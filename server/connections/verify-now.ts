import { setTimeout as delay } from 'node:timers/promises';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { ConflictError, InvalidCredentialsError, NotFoundError, ProviderUnavailableError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { TokenRefresher } from './token-refresher.ts';
import { verifyConnection } from './verify-connection.ts';
import type { VerificationDeps, VerificationResult } from './verify-connection.ts';

/** How often to try while other work on the connection runs. */
const RETRY_INTERVAL_MS = 250;
/** Longer than most calls to a provider, and shorter than a back end waits for an answer. */
const WAIT_TIMEOUT_MS = 5_000;

/** What verifying at once requires. */
export interface VerifyNowDeps extends VerificationDeps {
  readonly tokenRefresher: TokenRefresher;
}

/** A verification that a back end asks for. */
export interface VerifyNowOptions {
  readonly connection: StoredConnection;
  readonly definition: ConnectorDefinition;
  readonly actor: Actor;
}

/** What a verification found out, and the connection after it. */
export interface VerifiedConnection {
  readonly result: VerificationResult;
  readonly connection: StoredConnection;
}

/**
 * Verifies the stored credentials of a connection at the provider at once. Refreshes tokens first if they are due, because an
 * expired token says nothing about the connection. The result counts like that of a verification that is due.
 *
 * @throws {ConflictError} The connection is not connected, or other work on it does not end.
 * @throws {NotFoundError} The connection was deleted.
 */
export async function verifyNow(deps: VerifyNowDeps, options: VerifyNowOptions): Promise<VerifiedConnection> {
  const { connection, definition } = options;
  if (connection.status !== 'connected') throw new ConflictError('The connection is not connected.');
  try {
    await deps.tokenRefresher.usableCredentials({ scope: connection, connectionId: connection.id, definition });
  } catch (error) {
    if (error instanceof InvalidCredentialsError) return reload(deps, connection, 'refused');
    if (error instanceof ProviderUnavailableError) return reload(deps, connection, 'unavailable');
    throw error;
  }
  return reload(deps, connection, await verifyWhenFree(deps, options));
}

async function verifyWhenFree(deps: VerifyNowDeps, options: VerifyNowOptions): Promise<VerificationResult> {
  const { definition, actor: requestedBy } = options;
  const endsAt = performance.now() + WAIT_TIMEOUT_MS;
  for (;;) {
    const connection = await requireStored(deps, options.connection);
    if (connection.status !== 'connected') throw new ConflictError('The connection is not connected any more.');
    const result = await verifyConnection(deps, { connection, definition, requestedBy });
    if (result !== undefined) return result;
    if (performance.now() >= endsAt)
      throw new ConflictError('The connection is being refreshed or verified. Try again.');
    await delay(RETRY_INTERVAL_MS);
  }
}

async function reload(
  deps: VerifyNowDeps,
  connection: StoredConnection,
  result: VerificationResult,
): Promise<VerifiedConnection> {
  return { result, connection: await requireStored(deps, connection) };
}

async function requireStored({ store }: VerifyNowDeps, connection: StoredConnection): Promise<StoredConnection> {
  const found = await store.connections.find(connection, connection.id);
  if (!found) throw new NotFoundError('There is no such connection.');
  return found;
}
