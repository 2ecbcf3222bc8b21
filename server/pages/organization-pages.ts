import type { Context, Hono } from 'hono';
import { integrationOfPath } from '../../widget/protocol/application-path.ts';
import { TOKEN_PARAMETER } from '../../widget/protocol/token-parameter.ts';
import type { Config, OrganizationConfig } from '../config/config.ts';
import { parseCompactJws } from '../auth/compact-jws.ts';
import { isEmbedToken } from '../auth/embed-token.ts';
import { isSessionToken } from '../auth/session-token.ts';
import { TokenInvalidError, TokenMissingError } from '../errors.ts';
import type { AppEnv } from '../http/app-env.ts';
import { ensureTenant } from '../connections/open-session.ts';
import { connectorsForPeople } from '../connections/visible-connections.ts';
import { openConnection } from './open-connection.ts';
import { integrationSummary } from './integration-summary.ts';
import { openPortal } from './open-portal.ts';
import { portalOf, publicIntegrations } from './portal.ts';
import { openIntegration } from './open-integration.ts';
import { requestedId } from './requested-id.ts';
import { connectorOfPath, openConnector } from './open-connector.ts';
import { addPage } from './embed-page.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { hostCredentialWork } from './host-credential.ts';
import type { Identity } from './identity.ts';
import { readEmbedToken } from './embed-token-identity.ts';
import { readSessionToken } from './session-token-identity.ts';
import type { PageRoute, PageRouteDeps, PresentedToken } from './page-route.ts';
import { canOpenByPath, CONNECTOR_FROM_TOKEN } from './target.ts';
import { requireIntegration } from './visible-integrations.ts';

/** Adds the pages whose address begins with the name of an organization. */
export function addOrganizationPages(app: Hono<AppEnv>, deps: PageRouteDeps): void {
  const connector = connectorPage(deps);
  // Fixed paths come first, so that no connector can have their name.
  addPage(app, '/:org/integrations/:integration', deps.pages, portalPage(deps));
  addPage(app, `/:org/${CONNECTOR_FROM_TOKEN}/auth`, deps.pages, connector);
  addPage(app, '/:org/:connector/auth', deps.pages, connector);
  addPage(app, '/:org/connections/:id', deps.pages, connectionPage(deps));
  // Without a token, an address that names no organization is as absent as any other.
  app.get('/:org', (c, next) =>
    organizationOf(c, deps.config) || c.req.query(TOKEN_PARAMETER) ? next() : c.notFound(),
  );
  addPage(app, '/:org', deps.pages, portalPage(deps));
  addPage(app, '/:org/tenants/create/:integration', deps.pages, installPage(deps));
}

/** Returns the paths of an organization's pages, with `<id>` in the place of a connection's id. For developers. */
export function organizationPagePaths(organization: OrganizationConfig): readonly string[] {
  const connectors = [CONNECTOR_FROM_TOKEN, ...organization.connectors.keys()].filter((name) =>
    canOpenByPath(organization, name),
  );
  const hasConnectionPage = connectors.some((name) => name !== CONNECTOR_FROM_TOKEN);
  return [
    ...(organization.integrations.size > 0 ? [`/${organization.slug}`] : []),
    ...connectors.map((name) => `/${organization.slug}/${name}/auth`),
    ...(hasConnectionPage ? [`/${organization.slug}/connections/<id>`] : []),
    ...[...organization.integrations.values()]
      .filter((integration) => connectorsForPeople(organization, integration).length > 0)
      .flatMap(({ slug }) => [
        `/${organization.slug}/tenants/create/${slug}`,
        `/${organization.slug}/integrations/${slug}`,
      ]),
  ];
}

/** The auth-only page: connects one connector, alone or as a part of an integration. */
function connectorPage(deps: PageRouteDeps): PageRoute {
  return {
    ...organizationPage(deps),
    findConnector: (c, organization) => connectorOfPath(organization, c.req.param('connector') ?? CONNECTOR_FROM_TOKEN),
    open: async (presented) =>
      openConnector(deps, {
        ...(await verify(presented, deps)),
        pathConnector: presented.c.req.param('connector') ?? CONNECTOR_FROM_TOKEN,
      }),
  };
}

/** The list of all integrations that a reader may see, or one of them. */
function portalPage(deps: PageRouteDeps): PageRoute {
  return {
    ...organizationPage(deps),
    // Not only for known organizations: a token for an unknown one has the same answer as any bad token.
    findApplication: (c) => {
      const id = c.req.param('org') ?? '';
      return { id, path: `/${id}`, isPortal: true };
    },
    open: async (presented) => {
      const { c, host } = presented;
      const reference = host.path === undefined ? c.req.param('integration') : integrationOfPath(host.path);
      return openPortal(deps, { ...(await verify(presented, deps)), reference });
    },
    openWithoutToken: ({ scope: { organization } }) => {
      const integrations = organization ? publicIntegrations(organization) : [];
      if (!organization || integrations.length === 0) throw new TokenMissingError();
      return {
        readOnly: true,
        organization: organization.name,
        sandbox: organization.mode === 'sandbox',
        app: portalOf(organization),
        ...(organization.logo !== undefined && { logo: organization.logo }),
        path: '/',
        integrations: integrations.map((integration) => integrationSummary(organization, integration)),
      };
    },
  };
}

/** The page on which a person sets up an integration, and manages it later. */
function installPage(deps: PageRouteDeps): PageRoute {
  return {
    ...organizationPage(deps),
    open: async (presented) => {
      const verified = await verify(presented, deps);
      const { organization, identity } = verified;
      const { tenantKey, tenantName } = identity;
      await ensureTenant(deps.useCaseDeps, { organization: organization.slug, tenantKey, tenantName });
      const reference = presented.c.req.param('integration') ?? '';
      const shows = requireIntegration(organization, reference, identity);
      return openIntegration(deps, { ...verified, shows });
    },
  };
}

/**
 * The page of exactly one existing connection. No other system has such a page, so it always speaks the dialect of every
 * page.
 */
function connectionPage(deps: PageRouteDeps): PageRoute {
  return {
    ...organizationPage(deps),
    dialect: deps.pages.dialects.everyPage,
    open: async (presented) => {
      const { identity, ...verified } = await verify(presented, deps);
      const id = requestedId(presented.c.req.param('id') ?? '');
      const { organization, log } = verified;
      const prepare = (tenant: Tenant) => hostCredentialWork(deps, { organization, tenant, identity, log });
      return openConnection(deps.useCaseDeps, { ...identity, ...verified, target: identity, id, prepare });
    },
  };
}

function organizationPage({ config, pages }: PageRouteDeps) {
  return {
    dialect: pages.dialects.organizationPages,
    tokenParameter: TOKEN_PARAMETER,
    namesOrganization: true,
    findOrganization: (c: Context<AppEnv>) => organizationOf(c, config),
  } satisfies Partial<PageRoute>;
}

function organizationOf(c: Context<AppEnv>, { organizations }: Config): OrganizationConfig | undefined {
  return organizations.get(c.req.param('org') ?? '');
}

/**
 * Verifies a token for the organization in the address. Tokens that this server signs say themselves what they are. Of any
 * other token, the key that signed it decides how its claims are read.
 */
async function verify(request: PresentedToken, deps: PageRouteDeps) {
  const { c, token, arrival, host, dialect: own, scope } = request;
  const { organization } = scope;
  if (!organization) throw new TokenInvalidError('the address names no configured organization');
  const { claimsReaders, dialects } = deps.pages;
  const presented = { token, arrival, organization, now: deps.useCaseDeps.now() };
  const reader = { ...deps, ...deps.useCaseDeps };
  const isForPage = isEmbedToken(token);
  const isForSession = own.acceptsSessionTokens === true && isSessionToken(token);
  const readForeignToken = async (): Promise<Identity> => {
    const parsed = { ...presented, jws: parseCompactJws(token) };
    for (const { authenticate } of claimsReaders) {
      const read = await authenticate(parsed);
      if (!read) continue;
      scope.dialect = dialects.everyPage;
      return read();
    }
    if (!own.readIdentity) throw new TypeError(`The dialect ${own.name} reads no tokens of organizations.`);
    return own.readIdentity(parsed);
  };
  const identity = isForPage
    ? await readEmbedToken(reader, { ...presented, dialect: own })
    : isForSession
      ? await readSessionToken(reader, { ...presented, origin: host.origin })
      : await readForeignToken();
  const dialect = scope.dialect ?? own;
  scope.locale = identity.locale;
  const { ignoredClaims } = identity;
  if (ignoredClaims.length > 0) {
    c.var.log.warn({ organization: organization.slug, claims: ignoredClaims }, 'ignored claims with bad values');
  }
  return { organization, token, dialect, identity, log: c.var.log };
}
