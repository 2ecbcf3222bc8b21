import { requireConnector } from '../auth/visible-connector.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { ConflictError } from '../errors.ts';
import { sessionConnection } from '../connections/session-connections.ts';
import type { Session } from '../http/require-session.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Store } from '../store/store.ts';
import { requestedId } from './requested-id.ts';

/**
 * Finds the connection in a path that a person wants to change. Throws `NotFoundError` if it does not belong to the session,
 * and `ConflictError` if the host manages it.
 */
export async function requestedConnection(store: Store, session: Session, id: string): Promise<StoredConnection> {
  const connection = await sessionConnection(store, { ...session, id: requestedId(id) });
  if (connection.hostManaged) throw new ConflictError('The host page manages this connection.');
  return connection;
}

/** The connector of a session's connection. Throws `NotFoundError` when the configuration no longer has it. */
export function connectorOf(
  { organization }: Session,
  { connector }: Pick<StoredConnection, 'connector'>,
): ConnectorDefinition {
  return requireConnector(organization, connector);
}
