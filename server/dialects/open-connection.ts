import type { DialogSession } from '../../widget/protocol/page-state.ts';
import type { Subject } from '../../widget/protocol/subject.ts';
import { visibleConnector } from '../auth/visible-connector.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { findConnection, openConnectionSession } from '../connections/open-session.ts';
import type { OpenSessionOptions } from '../connections/open-session.ts';
import type { Actor } from '../store/activity-store.ts';
import { openDialogSession } from './open-dialog-session.ts';

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
  readonly singleUse?: OpenSessionOptions['singleUse'];
}

/**
 * Opens a dialog on exactly one connection, which must have been made before.
 *
 * Throws `NotFoundError`, and the token is then not used up, or `TokenReplayedError`.
 */
export async function openConnection(signIns: UseCaseDeps, request: ConnectionRequest): Promise<DialogSession> {
  const { organization, token, tenantKey, userKey, actor, id, dialect, singleUse } = request;
  const { tenant, connection } = await findConnection(signIns, {
    organization: organization.slug,
    tenantKey,
    userKey,
    id,
  });
  const definition = visibleConnector(organization, connection.connector);
  if (!definition) throw new NotFoundError('The organization has no such connector any more.');

  const subject: Subject = { kind: 'connection', connectionId: connection.id };
  const { bearer, connections } = await openConnectionSession(signIns, {
    organization: organization.slug,
    token,
    tenantKey,
    tenant,
    connection,
    context: {
      dialect,
      userKey,
      actor,
      subject,
      sharing: 'account',
      installs: null,
      claims: {},
    },
    ...(singleUse && { singleUse }),
  });
  return openDialogSession(signIns, {
    bearer,
    organization,
    tenantKey,
    subject,
    definition,
    connections,
  });
}
