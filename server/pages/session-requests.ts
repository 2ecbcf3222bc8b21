import { visibleConnector } from '../auth/visible-connector.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { NotFoundError } from '../errors.ts';
import { sessionConnection } from '../connections/session-connections.ts';
import type { Session } from '../http/require-session.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Store } from '../store/store.ts';
import { requestedId } from './requested-id.ts';

/** Finds the connection in a path, if it belongs to the session. Throws `NotFoundError` for any other. */
export function requestedConnection(store: Store, { scope, context }: Session, id: string): Promise<StoredConnection> {
  return sessionConnection(store, { scope, context, id: requestedId(id) });
}

/** The connector of a session's connection. Throws `NotFoundError` when the configuration no longer has it. */
export function connectorOf(
  { organization }: Session,
  { connector }: Pick<StoredConnection, 'connector'>,
): ConnectorDefinition {
  const definition = visibleConnector(organization, connector);
  if (!definition) throw new NotFoundError('This connector does not exist.');
  return definition;
}
