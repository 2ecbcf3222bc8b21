import type { Logger } from 'pino';
import type { ConnectorView } from '../../widget/protocol/connector.ts';
import type { DialogSession } from '../../widget/protocol/page-state.ts';
import type { Subject } from '../../widget/protocol/subject.ts';
import type { SessionContext } from '../auth/session.ts';
import {
  requireConnector,
  visibleConnector,
  canAddConnections,
  sessionConnectors,
} from '../connections/visible-connections.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { ensureTenant, openConnectorsSession } from '../connections/open-session.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { connectorView } from '../connectors/connector-view.ts';
import { NotFoundError } from '../errors.ts';
import { connectorSlug } from '../installations/ensure-installation.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { connectOwnConnector, hostCredentialWork } from './host-credential.ts';
import type { Identity } from './identity.ts';
import { openDialogSession } from './open-dialog-session.ts';
import type { PageDialect } from './page-dialect.ts';
import type { PageRouteDeps } from './page-route.ts';
import { choosesNextConnector, isOwnConnector, resolveTarget } from './target.ts';
import type { TargetRequest } from './target.ts';

/** The connector to open, and the owner in the verified token. */
export interface ConnectorRequest {
  readonly organization: OrganizationConfig;
  /** The token itself. Only its hash is stored. */
  readonly token: string;
  readonly identity: Identity;
  /** The dialect of the page. */
  readonly dialect: Pick<PageDialect, 'name'>;
  /** The path segment of the connector: a name, or the literal `connector`. */
  readonly pathConnector: string;
  readonly log: Logger;
}

/**
 * Opens a dialog on the connections of one connector, alone or as a part of an integration. Creates a first connection.
 *
 * Throws `NotFoundError`, which does not use up the token, or `TokenReplayedError`.
 */
export async function openConnector(deps: PageRouteDeps, request: ConnectorRequest): Promise<DialogSession> {
  const { useCaseDeps } = deps;
  const { organization, token, identity, dialect, pathConnector, log } = request;
  const { tenantKey, tenantName, userKey, issuedAt, actor, permissions, state, embedState, singleUse, claims } =
    identity;
  const { accessTokenId } = identity;
  const known = await ensureTenant(useCaseDeps, { organization: organization.slug, tenantKey, tenantName });
  const wanted = { organization, pathConnector, token: identity };
  const connected = choosesNextConnector(wanted)
    ? await connectedConnectors(useCaseDeps, known, identity)
    : NOTHING_CONNECTED;
  const target = resolveTarget({ ...wanted, connected });
  if ((identity.onlyConnector ?? target.connector) !== target.connector) {
    throw new NotFoundError('The token is for another connector.');
  }
  const definition = requireConnector(organization, target.connector);

  const subject: Subject = { kind: 'connector', connector: target.connector };
  const context: SessionContext = {
    dialect: dialect.name,
    userKey,
    actor,
    subject,
    sharing: target.integration?.sharing ?? 'account',
    permissions,
    state,
    ...(embedState !== undefined && { embedState }),
    installs: target.integration?.slug ?? connectorSlug(target.connector),
    claims: { ...claims },
    ...(accessTokenId !== undefined && { accessTokenId }),
  };
  const { integration } = target;
  const { inTransaction, finish } = await hostCredentialWork(deps, {
    organization,
    tenant: known,
    identity,
    integration,
    log,
  });
  const { bearer, tenant, connectors } = await openConnectorsSession(useCaseDeps, {
    organization: organization.slug,
    token,
    issuedAt,
    tenant: known,
    tenantName,
    context,
    connectors: [{ name: target.connector, connectionName: definition.name }],
    ...(inTransaction && { inTransaction }),
    ...(singleUse && { singleUse }),
  });
  const hostProblem = finish();
  const ownProblem = await connectOwnConnector(deps, { ...request, tenant, integration });
  const setupProblem = hostProblem ?? ownProblem;

  const canAdd = permissions.includes('connect') && canAddConnections(organization, context);
  const session = { bearer, organization, tenant, context, permissions, subject, canAdd };
  const scope = { organization: organization.slug, tenantId: tenant.id };
  // The own connector may be among them, and may have been connected a moment ago.
  const current =
    integration?.ownConnector === undefined
      ? connectors
      : await sessionConnectors(useCaseDeps.store, { organization, scope, context });
  return {
    ...(await openDialogSession(useCaseDeps, { ...session, connectors: current })),
    ...(setupProblem && { setupProblem }),
  };
}

/** Describes the connector that an address names. `undefined` if it has no page of its own. */
export function connectorOfPath(organization: OrganizationConfig, name: string): ConnectorView | undefined {
  if (isOwnConnector(organization, name)) return undefined;
  const definition = visibleConnector(organization, name);
  return definition && connectorView(name, definition);
}

/** What {@link connectedConnectors} returns for a tenant without connections. */
const NOTHING_CONNECTED: TargetRequest['connected'] = { account: new Set(), user: new Set() };

/** Returns the names of the connectors that the account has connected, and of those that this user has connected. */
async function connectedConnectors(
  { store }: UseCaseDeps,
  { organization, id: tenantId }: Tenant,
  { userKey, hostCredential }: Identity,
): Promise<TargetRequest['connected']> {
  const connections = await store.connections.list({ organization, tenantId }, {});
  // The page is about to connect it, so it is no step for the person.
  const fromHost = hostCredential && 'connector' in hostCredential ? [hostCredential.connector] : [];
  const connectedBy = (owner: string | null) => {
    const own = connections.filter(({ status, userKey: of }) => status === 'connected' && of === owner);
    return new Set([...fromHost, ...own.map(({ connector }) => connector)]);
  };
  return { account: connectedBy(null), user: connectedBy(userKey) };
}
