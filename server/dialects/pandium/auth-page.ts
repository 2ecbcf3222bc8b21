import { TOKEN_PARAMETER } from '../../../widget/protocol/token-parameter.ts';
import type { Subject } from '../../../widget/protocol/subject.ts';
import { connectorView } from '../../connectors/connector-view.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import { NotFoundError, TokenInvalidError } from '../../errors.ts';
import { keysForFormat } from '../../auth/claims-format.ts';
import { visibleConnector } from '../../auth/visible-connector.ts';
import { connectAutomatically } from '../../connections/connect-automatically.ts';
import type { UseCaseDeps } from '../../connections/use-case-deps.ts';
import { connectorSlug } from '../../installations/ensure-installation.ts';
import { openConnectorSession } from '../../connections/open-session.ts';
import { sessionConnections } from '../../connections/session-connections.ts';
import type { SessionContext } from '../../auth/session.ts';
import { NATIVE } from '../../pages/page-route.ts';
import type { PageRoute } from '../../pages/page-route.ts';
import type { Tenant } from '../../store/tenant-store.ts';
import type { DialectDeps } from '../dialect.ts';
import { openDialogSession } from '../../pages/open-dialog-session.ts';
import { sessionClaims } from './session-claims.ts';
import { resolveTarget } from './target.ts';
import type { Target, TargetRequest } from './target.ts';
import { sharedSecrets, verifyPandiumToken } from './token.ts';
import type { PandiumToken } from './token.ts';

/** The auth-only page: connects one connector, alone or as a part of an integration. */
export function authPage(deps: DialectDeps): PageRoute {
  const { config, useCaseDeps } = deps;
  return {
    dialect: { name: 'pandium', tokenParameter: TOKEN_PARAMETER, fallback: 'each' },
    namesOrganization: true,

    findOrganization: (c) => config.organizations.get(c.req.param('org') ?? ''),

    findConnector(c, organization) {
      const name = c.req.param('connector') ?? '';
      const definition = visibleConnector(organization, name);
      return definition && connectorView(name, definition);
    },

    async open({ c, token, dialect, scope }) {
      const { organization } = scope;
      if (!organization) throw new TokenInvalidError('the address names no configured organization');
      const keys = dialect === NATIVE ? keysForFormat(organization, 'organization') : sharedSecrets(organization);
      const verified = await verifyPandiumToken(token, { organization, keys, now: useCaseDeps.now() });
      scope.locale = verified.locale;

      const target = resolveTarget({
        organization,
        pathConnector: c.req.param('connector') ?? 'connector',
        token: verified,
        connected: await connectedConnectors(useCaseDeps, organization, verified),
      });
      const definition = visibleConnector(organization, target.connector);
      if (!definition) throw new NotFoundError('This connector does not exist.');

      const { tenantKey, userKey, actor, tokenId, rememberUntil } = verified;
      const subject: Subject = { kind: 'connector', connector: target.connector };
      const context: SessionContext = {
        dialect,
        userKey,
        actor,
        subject,
        sharing: target.integration?.sharing ?? 'account',
        installs: target.integration?.slug ?? connectorSlug(target.connector),
        // A native page repeats no claims to the host.
        claims: dialect === NATIVE ? {} : sessionClaims(verified),
      };
      const {
        bearer,
        tenant,
        connections: [oldest],
      } = await openConnectorSession(useCaseDeps, {
        organization: organization.slug,
        token,
        tenantKey,
        context,
        connectionName: definition.name,
        ...(tokenId !== undefined && { singleUse: { tokenId, rememberUntil } }),
      });
      await connectOwnConnector(deps, { organization, tenant, target, token: verified });

      // Read again, because the connector of the page may have been connected a moment ago.
      const scopeOfTenant = { organization: organization.slug, tenantId: tenant.id };
      const [first = oldest, ...others] = await sessionConnections(useCaseDeps.store, scopeOfTenant, context);
      const connections = [first, ...others] as const;
      return openDialogSession(useCaseDeps, { bearer, organization, tenantKey, subject, definition, connections });
    },
  };
}

/** Returns the names of the connectors that the account has connected, and of those that this user has connected. */
async function connectedConnectors(
  { store }: UseCaseDeps,
  { slug }: OrganizationConfig,
  { tenantKey, userKey }: PandiumToken,
): Promise<TargetRequest['connected']> {
  const tenant = await store.tenants.findByKey(slug, tenantKey);
  const connections = tenant ? await store.connections.list({ organization: slug, tenantId: tenant.id }, {}) : [];
  const connectedBy = (owner: string | null) =>
    new Set(
      connections
        .filter((connection) => connection.status === 'connected' && connection.userKey === owner)
        .map(({ connector }) => connector),
    );
  return { account: connectedBy(null), user: connectedBy(userKey) };
}

interface OwnConnectorOptions {
  readonly organization: OrganizationConfig;
  readonly tenant: Tenant;
  readonly target: Target;
  readonly token: PandiumToken;
}

async function connectOwnConnector(deps: DialectDeps, { organization, tenant, target, token }: OwnConnectorOptions) {
  const connector = target.integration?.ownConnector;
  const definition = connector === undefined ? undefined : visibleConnector(organization, connector);
  if (connector === undefined || !definition) return;
  await connectAutomatically({ ...deps.useCaseDeps, attempts: deps.attempts }, deps.background, {
    tenant,
    userKey: target.integration?.sharing === 'user' ? token.userKey : null,
    connector,
    definition,
    credential: token.ownCredential,
    actor: token.actor,
  });
}
