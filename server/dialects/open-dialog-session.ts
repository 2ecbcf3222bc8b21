import type { DialogSession } from '../../widget/protocol/page-state.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { connectorView } from '../connectors/connector-view.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { connectionDetails } from '../connections/connection-details.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { hasActiveSignIn } from '../sign-in/sign-in-state.ts';
import type { StoredConnection } from '../store/connection-store.ts';

/** A session that was opened, and what it is about. */
export interface OpenDialogSessionOptions {
  readonly bearer: string;
  readonly organization: OrganizationConfig;
  readonly tenantKey: string;
  readonly definition: ConnectorDefinition;
  /** The one to show first. */
  readonly connection: StoredConnection;
  /** That one and all others of the session, oldest first. */
  readonly connections: readonly StoredConnection[];
}

/** What a page is told of the session that its token has opened. */
export async function openDialogSession(
  signIns: UseCaseDeps,
  session: OpenDialogSessionOptions,
): Promise<DialogSession> {
  const { bearer, organization, tenantKey, definition, connection, connections } = session;
  const connector = connectorView(connection.connector, definition);
  const signInPending = connector.usesSignIn && (await hasActiveSignIn(signIns, connection));
  return {
    bearer,
    organization: organization.name,
    tenant: tenantKey,
    connector,
    connections: connections.map(connectionDetails),
    connectionId: connection.id,
    ...(signInPending && { signInPending }),
    sandbox: organization.mode === 'sandbox',
  };
}
