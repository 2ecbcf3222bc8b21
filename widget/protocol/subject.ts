import type { ConnectionDetails } from './connection.ts';
import type { ConnectorView } from './connector.ts';

/** What a page is about. */
export type Subject =
  | { readonly kind: 'connection'; readonly connectionId: number }
  | { readonly kind: 'connector'; readonly connector: string }
  | { readonly kind: 'integration'; readonly integration: string }
  | { readonly kind: 'portal' };

/** A connector of a page, with the connections that the session may see, oldest first. */
export interface ConnectorConnections {
  readonly connector: ConnectorView;
  readonly connections: readonly ConnectionDetails[];
  /** A person can add another connection of the connector. */
  readonly canAdd?: boolean;
}

/** The connection that a dialog shows first, and the entry of the page that contains it. */
export interface SelectedConnection extends ConnectorConnections {
  readonly connection: ConnectionDetails;
}

/**
 * The connection that a dialog shows first: the one that the subject names, else the first connection of the first
 * connector. `undefined` when the page has no such connection.
 */
export function selectedConnection({
  subject,
  connectors,
}: {
  readonly subject: Subject;
  readonly connectors: readonly ConnectorConnections[];
}): SelectedConnection | undefined {
  const candidates = subject.kind === 'connection' ? connectors : connectors.slice(0, 1);
  for (const entry of candidates) {
    const connection =
      subject.kind === 'connection'
        ? entry.connections.find(({ id }) => id === subject.connectionId)
        : entry.connections[0];
    if (connection) return { ...entry, connection };
  }
  return undefined;
}
