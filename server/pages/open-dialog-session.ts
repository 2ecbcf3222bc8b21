import type { DialogSession } from '../../widget/protocol/page-state.ts';
import { selectedConnection } from '../../widget/protocol/subject.ts';
import type { Subject } from '../../widget/protocol/subject.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { connectorView } from '../connectors/connector-view.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { connectionDetails } from '../connections/connection-details.ts';
import { connectionsVersion } from '../connections/session-connections.ts';
import type { OpenedSession } from '../connections/open-session.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { hasActiveSignIn } from '../sign-in/sign-in-state.ts';

/** A session that was opened, and what it shows. */
export interface OpenDialogSessionOptions {
  readonly bearer: string;
  readonly organization: OrganizationConfig;
  readonly tenant: Tenant;
  readonly permissions: DialogSession['permissions'];
  readonly subject: Subject;
  /** The connector of all {@link connections}. */
  readonly definition: ConnectorDefinition;
  /** The connections of the session, oldest first. */
  readonly connections: OpenedSession['connections'];
  /** A person can add more of them. */
  readonly canAdd: boolean;
}

/** Describes an opened session to the page whose token opened it. */
export async function openDialogSession(deps: UseCaseDeps, session: OpenDialogSessionOptions): Promise<DialogSession> {
  const { bearer, organization, tenant, permissions, subject, definition, connections, canAdd } = session;
  const connector = connectorView(connections[0].connector, definition);
  const connectors = [{ connector, connections: connections.map(connectionDetails), ...(canAdd && { canAdd }) }];
  const selectedId = selectedConnection({ subject, connectors })?.connection.id;
  const selected = connections.find(({ id }) => id === selectedId);
  const signInPending = connector.usesSignIn && selected !== undefined && (await hasActiveSignIn(deps, selected));
  return {
    bearer,
    organization: organization.name,
    tenant: tenant.name ?? tenant.key,
    permissions,
    subject,
    connectors,
    version: connectionsVersion(connections),
    ...(signInPending && { signInPending }),
    sandbox: organization.mode === 'sandbox',
  };
}
