import type { DialogSession } from '../../widget/protocol/page-state.ts';
import type { Subject } from '../../widget/protocol/subject.ts';
import type { GrantClaims } from '../auth/claim-values.ts';
import { requireConnector } from '../connections/visible-connections.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { ensureTenant, findConnection, openConnectionSession } from '../connections/open-session.ts';
import type { OpenSessionOptions } from '../connections/open-session.ts';
import type { Actor } from '../store/activity-store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import type { HostCredentialWork } from './host-credential.ts';
import { openDialogSession } from './open-dialog-session.ts';
import type { PageDialect } from './page-dialect.ts';
import { requirePageOfConnector } from './target.ts';
import type { TargetRequest } from './target.ts';

/** The connection to open, and the owner in the verified token. */
export interface ConnectionRequest extends GrantClaims {
  readonly organization: OrganizationConfig;
  /** The token itself. Only its hash is stored. */
  readonly token: string;
  readonly tenantKey: string;
  /** What to call the tenant. */
  readonly tenantName?: string | undefined;
  readonly userKey: string | null;
  /** See `Identity`. */
  readonly issuedAt: number;
  readonly actor: Actor | null;
  /** `embed_state` of the token. */
  readonly embedState?: string | undefined;
  /** Id of the connection. A connection of another owner is treated as absent. */
  readonly id: number;
  /** What the token says about connectors and integrations. Absent if tokens of the page say nothing about them. */
  readonly target?: TargetRequest['token'];
  /** The dialect of the page. */
  readonly dialect: Pick<PageDialect, 'name'>;
  /** Claims that the session stores. See `Identity`. */
  readonly claims?: Readonly<Record<string, unknown>>;
  readonly singleUse?: OpenSessionOptions['singleUse'];
  /** See `Identity`. */
  readonly onlyConnector?: string | undefined;
  /** See `Identity`. */
  readonly accessTokenId?: number | undefined;
  /** Prepares what to do with credentials in the token. Absent if tokens of the page have none. */
  readonly prepare?: (tenant: Tenant) => Promise<HostCredentialWork>;
}

/**
 * Opens a dialog on exactly one existing connection.
 *
 * Throws `NotFoundError`, which does not use up the token, or `TokenReplayedError`.
 */
export async function openConnection(signIns: UseCaseDeps, request: ConnectionRequest): Promise<DialogSession> {
  const { organization, token, tenantKey, tenantName, userKey, actor, id, dialect, singleUse } = request;
  const { issuedAt, permissions, state, embedState, claims = {}, accessTokenId } = request;
  const { slug } = organization;
  const known = await ensureTenant(signIns, { organization: slug, tenantKey, tenantName });
  const connection = await findConnection(signIns, { tenant: known, userKey, id });
  requireConnector(organization, connection.connector);
  if ((request.onlyConnector ?? connection.connector) !== connection.connector) {
    throw new NotFoundError('The token is for another connector.');
  }
  if (request.target) requirePageOfConnector(organization, connection.connector, request.target);

  const subject: Subject = { kind: 'connection', connectionId: connection.id };
  const { inTransaction, finish } = (await request.prepare?.(known)) ?? {};
  const { bearer, tenant, connectors } = await openConnectionSession(signIns, {
    organization: slug,
    token,
    issuedAt,
    tenant: known,
    tenantName,
    connection,
    context: {
      dialect: dialect.name,
      userKey,
      actor,
      subject,
      sharing: 'account',
      permissions,
      state,
      ...(embedState !== undefined && { embedState }),
      installs: null,
      claims: { ...claims },
      ...(accessTokenId !== undefined && { accessTokenId }),
    },
    ...(inTransaction && { inTransaction }),
    ...(singleUse && { singleUse }),
  });
  const setupProblem = finish?.();
  const context = { userKey, actor };
  const session = { bearer, organization, tenant, context, permissions, subject, connectors, canAdd: false };
  return { ...(await openDialogSession(signIns, session)), ...(setupProblem && { setupProblem }) };
}
