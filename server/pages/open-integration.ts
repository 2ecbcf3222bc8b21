import type { Logger } from 'pino';
import type { ApplicationView, DialogSession, SetupProblem } from '../../widget/protocol/page-state.ts';
import type { SessionContext } from '../auth/session.ts';
import { connectorsForPeople, requireConnector, canAddConnections } from '../connections/visible-connections.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { ensureTenant, openConnectorsSession } from '../connections/open-session.ts';
import type { ConnectorToOpen } from '../connections/open-session.ts';
import { NotFoundError } from '../errors.ts';
import { connectOwnConnector, hostCredentialWork } from './host-credential.ts';
import type { Identity } from './identity.ts';
import { integrationSummary } from './integration-summary.ts';
import { openInstallation } from './open-installation.ts';
import { openDialogSession } from './open-dialog-session.ts';
import type { PageDialect } from './page-dialect.ts';
import type { PageRouteDeps } from './page-route.ts';
import { portalIntegrations, portalView } from './portal.ts';
import type { PortalFilter } from './portal.ts';

/** What to open, and the owner in the verified token. */
export interface IntegrationRequest {
  readonly organization: OrganizationConfig;
  /** The integration to show, or `portal` for none of several. */
  readonly shows: IntegrationConfig | 'portal';
  /** What the portal shows to which the page belongs. Absent: the session keeps its subject. */
  readonly filter?: PortalFilter;
  /**
   * When the integration is installed. Default: `when saved`, in an install flow. `when connected`: with its last
   * connector.
   */
  readonly installs?: 'when saved' | 'when connected';
  /** The token itself. Only its hash is stored. */
  readonly token: string;
  readonly identity: Identity;
  /** The dialect of the page. */
  readonly dialect: Pick<PageDialect, 'name'>;
  readonly log: Logger;
}

/**
 * Opens a dialog on the connections of all connectors of an integration, or on a portal, which has none. Creates the first
 * connection of each connector.
 *
 * The caller has checked that the reader may see the integration. Throws `NotFoundError` if no connector of it can be
 * opened, or `TokenReplayedError`.
 */
export async function openIntegration(
  deps: PageRouteDeps,
  request: IntegrationRequest,
): Promise<DialogSession & Partial<ApplicationView>> {
  const { useCaseDeps } = deps;
  const { organization, shows, filter, installs = 'when saved', token, identity, dialect, log } = request;
  const { tenantKey, tenantName, userKey, issuedAt, actor, permissions, state, embedState, singleUse, claims } =
    identity;
  const { accessTokenId } = identity;
  const integration = shows === 'portal' ? undefined : shows;
  const { connectors, ...shown } = viewContext(organization, integration);
  const { subject } = shown;
  const context: SessionContext = {
    dialect: dialect.name,
    userKey,
    actor,
    ...shown,
    installs: integration && installs === 'when connected' ? integration.slug : null,
    permissions,
    state,
    ...(embedState !== undefined && { embedState }),
    ...(filter && { filter }),
    claims: { ...claims },
    ...(accessTokenId !== undefined && { accessTokenId }),
  };
  const known = await ensureTenant(useCaseDeps, { organization: organization.slug, tenantKey, tenantName });
  const fromHost = await hostCredentialWork(deps, { organization, tenant: known, identity, integration, log });
  const { inTransaction } = fromHost;
  const opened = await openConnectorsSession(useCaseDeps, {
    organization: organization.slug,
    token,
    issuedAt,
    tenant: known,
    tenantName,
    context,
    connectors,
    ...(inTransaction && { inTransaction }),
    ...(singleUse && { singleUse }),
  });
  const { tenant } = opened;
  let setupProblem: SetupProblem | undefined = fromHost.finish();
  for (const part of integration || !filter ? [integration] : withOwnConnector(organization, filter)) {
    const ownProblem = await connectOwnConnector(deps, { ...request, tenant, integration: part });
    setupProblem ??= ownProblem;
  }
  const canAdd = permissions.includes('connect') && canAddConnections(organization, context);
  const scope = { organization: organization.slug, tenantId: tenant.id };
  const described = { session: { organization, scope, context }, log, connectors: opened.connectors };
  return {
    ...(await openDialogSession(useCaseDeps, { ...opened, organization, context, permissions, subject, canAdd })),
    ...(integration && { integration: integrationSummary(organization, integration) }),
    ...(integration && (await openInstallation(deps, described))),
    ...(filter && (await portalView(useCaseDeps.store, { organization, scope, userKey, filter }, integration))),
    ...(setupProblem && { setupProblem }),
  };
}

/** What a session shows: an integration, or the list of a portal. Throws `NotFoundError` if no connector of it can be opened. */
export function viewContext(
  organization: OrganizationConfig,
  integration: IntegrationConfig | undefined,
): Pick<SessionContext, 'subject' | 'sharing'> & { readonly connectors: readonly ConnectorToOpen[] } {
  if (!integration) return { subject: { kind: 'portal' }, sharing: 'account', connectors: [] };
  const { slug, sharing } = integration;
  const names = connectorsForPeople(organization, integration);
  if (names.length === 0) throw new NotFoundError('No connector of the integration can be opened.');
  const connectors = names.map((name) => ({ name, connectionName: requireConnector(organization, name).name }));
  return { subject: { kind: 'integration', integration: slug }, sharing, connectors };
}

/** One integration of a portal for each own connector. */
function withOwnConnector(organization: OrganizationConfig, filter: PortalFilter): readonly IntegrationConfig[] {
  const byConnector = portalIntegrations(organization, filter).map(
    (integration) => [integration.ownConnector, integration] as const,
  );
  return [...new Map(byConnector).entries()].flatMap(([own, integration]) => (own === undefined ? [] : [integration]));
}
