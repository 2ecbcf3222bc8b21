import type { DialogGrant } from '../../widget/protocol/page-state.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { connectorView } from '../connectors/connector-view.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { connectionDetails } from '../flows/connection-details.ts';
import type { FlowDeps } from '../flows/flow-deps.ts';
import { isSignInUnderWay } from '../flows/sign-in/flow-state.ts';
import type { StoredConnection } from '../store/connection-store.ts';

/** A session that was opened, and what it is about. */
export interface GrantedSession {
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
export async function dialogGrant(flows: FlowDeps, session: GrantedSession): Promise<DialogGrant> {
  const { bearer, organization, tenantKey, definition, connection, connections } = session;
  const connector = connectorView(connection.connector, definition);
  const signingIn = connector.signsIn && (await isSignInUnderWay(flows, connection));
  return {
    bearer,
    organization: organization.name,
    tenant: tenantKey,
    connector,
    connections: connections.map(connectionDetails),
    connectionId: connection.id,
    ...(signingIn && { signingIn }),
    sandbox: organization.mode === 'sandbox',
  };
}
