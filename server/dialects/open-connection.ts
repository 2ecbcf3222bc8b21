import type { DialogGrant } from '../../widget/protocol/page-state.ts';
import { visibleConnector } from '../auth/visible-connector.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import type { FlowDeps } from '../flows/flow-deps.ts';
import { findConnection, openConnectionSession } from '../flows/open-session.ts';
import type { SessionRequest } from '../flows/open-session.ts';
import type { Actor } from '../store/activity-store.ts';
import { dialogGrant } from './dialog-grant.ts';

/** Whose connection to open, as a verified token says, and which. */
export interface ConnectionRequest {
  readonly organization: OrganizationConfig;
  /** The token itself, of which only a hash is stored. */
  readonly token: string;
  readonly tenantKey: string;
  readonly userKey: string | null;
  readonly actor: Actor | null;
  /** Which connection; one that is another's is as good as absent. */
  readonly id: number;
  /** What the page speaks. */
  readonly dialect: string;
  readonly singleUse?: SessionRequest['singleUse'];
}

/**
 * Opens a dialog on exactly one connection, which must have been made before.
 *
 * Throws `NotFoundError`, and the token is then not used up, or `TokenReplayedError`.
 */
export async function openConnection(flows: FlowDeps, request: ConnectionRequest): Promise<DialogGrant> {
  const { organization, token, tenantKey, userKey, actor, id, dialect, singleUse } = request;
  const { tenant, connection } = await findConnection(flows, {
    organization: organization.slug,
    tenantKey,
    userKey,
    id,
  });
  const definition = visibleConnector(organization, connection.connector);
  if (!definition) throw new NotFoundError('The organization has no such connector any more.');

  const { bearer } = await openConnectionSession(flows, {
    organization: organization.slug,
    token,
    tenantKey,
    tenant,
    connection,
    context: {
      dialect,
      userKey,
      actor,
      connector: connection.connector,
      connectionId: connection.id,
      sharing: 'account',
      installs: null,
      claims: {},
    },
    ...(singleUse && { singleUse }),
  });
  return dialogGrant(flows, { bearer, organization, tenantKey, definition, connection, connections: [connection] });
}
