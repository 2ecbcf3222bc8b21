import type { Logger } from 'pino';
import type { DialogSession } from '../../widget/protocol/page-state.ts';
import type { Subject } from '../../widget/protocol/subject.ts';
import type { SessionContext } from '../auth/session.ts';
import { connectorsForPeople, requireConnector } from '../auth/visible-connector.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { canAddConnections } from '../connections/add-connection.ts';
import { ensureTenant, openConnectorsSession } from '../connections/open-session.ts';
import { NotFoundError } from '../errors.ts';
import { connectOwnConnector } from './connect-own-connector.ts';
import type { Identity } from './identity.ts';
import { integrationSummary } from './integration-summary.ts';
import { openDialogSession } from './open-dialog-session.ts';
import type { PageDialect } from './page-dialect.ts';
import type { PageRouteDeps } from './page-route.ts';

/** What to open, and the owner in the verified token. */
export interface IntegrationRequest {
  readonly organization: OrganizationConfig;
  /** The integration to show, or `portal` for none of several. */
  readonly shows: IntegrationConfig | 'portal';
  /** The token itself. Only its hash is stored. */
  readonly token: string;
  readonly identity: Identity;
  /** The dialect of the page. */
  readonly dialect: Pick<PageDialect, 'name'>;
  readonly log: Pick<Logger, 'warn'>;
}

/**
 * Opens a dialog on the connections of all connectors of an integration, or on a portal, which has none. Creates the first
 * connection of each connector.
 *
 * The caller has checked that the reader may see the integration. Throws `NotFoundError` if no connector of it can be
 * opened, or `TokenReplayedError`.
 */
export async function openIntegration(deps: PageRouteDeps, request: IntegrationRequest): Promise<DialogSession> {
  const { useCaseDeps } = deps;
  const { organization, shows, token, identity, dialect } = request;
  const { tenantKey, tenantName, userKey, issuedAt, actor, permissions, state, embedState, singleUse, claims } =
    identity;
  const { accessTokenId } = identity;
  const integration = shows === 'portal' ? undefined : shows;
  const subject: Subject = integration ? { kind: 'integration', integration: integration.slug } : { kind: 'portal' };
  const names = integration ? connectorsForPeople(organization, integration) : [];
  if (integration && names.length === 0) throw new NotFoundError('No connector of the integration can be opened.');
  const context: SessionContext = {
    dialect: dialect.name,
    userKey,
    actor,
    subject,
    sharing: integration?.sharing ?? 'account',
    permissions,
    state,
    ...(embedState !== undefined && { embedState }),
    installs: integration?.slug ?? null,
    claims: { ...claims },
    ...(accessTokenId !== undefined && { accessTokenId }),
  };
  const opened = await openConnectorsSession(useCaseDeps, {
    organization: organization.slug,
    token,
    issuedAt,
    tenant: await ensureTenant(useCaseDeps, { organization: organization.slug, tenantKey, tenantName }),
    tenantName,
    context,
    connectors: names.map((name) => ({ name, connectionName: requireConnector(organization, name).name })),
    ...(singleUse && { singleUse }),
  });
  const setupProblem = await connectOwnConnector(deps, { ...request, tenant: opened.tenant, integration });
  const canAdd = permissions.includes('connect') && canAddConnections(organization, context);
  return {
    ...(await openDialogSession(useCaseDeps, { ...opened, organization, permissions, subject, canAdd })),
    ...(integration && { integration: integrationSummary(organization, integration) }),
    ...(setupProblem && { setupProblem }),
  };
}
