import type { Context, Hono } from 'hono';
import { connectorPath, integrationPath } from '../../../widget/protocol/application-path.ts';
import type { ApplicationView, DialogSession } from '../../../widget/protocol/page-state.ts';
import { EXCHANGE_PATH } from '../../../widget/protocol/session-api.ts';
import { ensureTenant } from '../../connections/open-session.ts';
import { NotFoundError, TokenMissingError } from '../../errors.ts';
import { needsSetup } from '../../installations/installation-owner.ts';
import type { AppEnv } from '../../http/app-env.ts';
import { showPage, exchangeToken } from '../../pages/embed-page.ts';
import type { Identity } from '../../pages/identity.ts';
import { integrationStatuses } from '../../pages/integration-status.ts';
import type { StatusOfIntegration } from '../../pages/integration-status.ts';
import { integrationSummary } from '../../pages/integration-summary.ts';
import { openConnector } from '../../pages/open-connector.ts';
import { openIntegration } from '../../pages/open-integration.ts';
import type { PageDialect } from '../../pages/page-dialect.ts';
import type { PageRoute, PresentedToken, PublicApplication } from '../../pages/page-route.ts';
import { readSessionToken } from '../../pages/session-token-identity.ts';
import { CONNECTOR_FROM_TOKEN } from '../../pages/target.ts';
import { isDisplayableName } from '../../plain-text.ts';
import type { AppTarget, IntegrationConfig, OrganizationConfig } from '../../config/config.ts';
import type { DialectDeps } from '../dialect.ts';
import { applicationTarget, publicIntegrations, requestedView } from './application-target.ts';
import type { ApplicationTarget } from './application-target.ts';

/** Maximum length of the name of a tenant, in characters. */
const TENANT_NAME_LENGTH_MAX = 255;

/** An application of the configuration, and its organization. */
interface ConfiguredApplication {
  readonly id: string;
  readonly organization: OrganizationConfig;
  readonly target: AppTarget;
}

/** The applications of all organizations by id. The configuration guarantees that ids are unique. */
type ApplicationIndex = ReadonlyMap<string, ConfiguredApplication>;

/**
 * Adds the pages of applications below a path, and the addresses at which they exchange tokens. What follows the id of the
 * application can name an integration or a connector. Other paths show the start of the application.
 */
export function addApplicationPages(app: Hono<AppEnv>, path: string, deps: DialectDeps, dialect: PageDialect): void {
  const applications = applicationIndex(deps.config.organizations.values());
  const route = (c: Context<AppEnv>) =>
    applicationRoute(deps, { dialect, applications, address: readAddress(c, path) });
  app.get(`${path}/:app/*`, (c) => showPage(deps.pages, route(c), c));
  app.post(`${path}/:app/*`, (c) => {
    if (!c.req.path.endsWith(EXCHANGE_PATH)) return c.notFound();
    return exchangeToken(deps.pages, route(c), c);
  });
}

/** The parts of an address. */
interface ApplicationAddress {
  readonly id: string;
  /** Path of the application on this server. */
  readonly path: string;
  /** What follows it, without the path of the exchange. */
  readonly inner: string;
}

function readAddress(c: Context<AppEnv>, path: string): ApplicationAddress {
  const id = c.req.param('app') ?? '';
  const [segment = '', ...inner] = c.req.path.slice(path.length + 1).split('/');
  const isExchange = c.req.method === 'POST' && `/${inner.at(-1) ?? ''}` === EXCHANGE_PATH;
  return { id, path: `${path}/${segment}`, inner: `/${(isExchange ? inner.slice(0, -1) : inner).join('/')}` };
}

interface ApplicationRouteOptions {
  readonly dialect: PageDialect;
  readonly applications: ApplicationIndex;
  readonly address: ApplicationAddress;
}

function applicationRoute(deps: DialectDeps, { dialect, applications, address }: ApplicationRouteOptions): PageRoute {
  const { sessionTokens, useCaseDeps } = deps;
  const application = applications.get(address.id);
  const requireApplication = (): ConfiguredApplication => {
    if (!application) throw new NotFoundError('There is no such application.');
    return application;
  };
  return {
    dialect,
    namesOrganization: true,
    findOrganization: () => application?.organization,
    findApplication: () => application && { id: application.id, path: address.path },

    async open(presented) {
      const { token, arrival, host } = presented;
      const found = requireApplication();
      const { organization, target: app } = found;
      presented.scope.locale = readText(host.properties?.['locale']);
      const reader = { ...useCaseDeps, sessionTokens };
      const identity = await readSessionToken(reader, { token, arrival, origin: host.origin, organization });
      const { tenantKey, tenantName } = identity;
      const { id: tenantId } = await ensureTenant(useCaseDeps, {
        organization: organization.slug,
        tenantKey,
        tenantName,
      });
      const requested = requestedView(host, address.inner);
      const target = applicationTarget(organization, app, { token: identity, requested });
      const session = await openTarget(deps, found, { presented, identity, target });
      const { integrations, shows } = target;
      const scope = { organization: organization.slug, tenantId };
      const query = { organization, scope, userKey: identity.userKey, integrations };
      // Only the list shows statuses.
      const statuses = shows.kind === 'portal' ? await integrationStatuses(useCaseDeps.store, query) : undefined;
      const shownName = readText(host.properties?.['tenantName']);
      return {
        ...session,
        // Shown to this reader only: it is not verified, so it is not stored.
        ...(session.tenant === tenantKey && shownName !== undefined && { tenant: shownName }),
        ...applicationView(found, target, statuses),
      };
    },

    openWithoutToken({ host, scope }): PublicApplication {
      const found = requireApplication();
      const { organization, target: app } = found;
      scope.locale = readText(host.properties?.['locale']);
      const integrations = publicIntegrations(organization, app);
      if (integrations.length === 0) throw new TokenMissingError();
      return {
        readOnly: true,
        organization: organization.name,
        sandbox: organization.mode === 'sandbox',
        ...applicationView(found, { integrations, shows: { kind: 'portal' } }),
      };
    },
  };
}

interface OpenTargetOptions {
  readonly presented: PresentedToken;
  readonly identity: Identity;
  readonly target: ApplicationTarget;
}

function openTarget(
  deps: DialectDeps,
  { organization }: ConfiguredApplication,
  { presented, identity, target: { shows } }: OpenTargetOptions,
): Promise<DialogSession> {
  const { c, token, dialect } = presented;
  const request = { organization, token, identity, dialect, log: c.var.log };
  switch (shows.kind) {
    case 'integration':
      return openIntegration(deps, {
        ...request,
        shows: shows.integration,
        installs: needsSetup(shows.integration) ? 'when saved' : 'when connected',
      });
    case 'portal':
      return openIntegration(deps, { ...request, shows: 'portal' });
    case 'only-connector':
      return openConnector(deps, { ...request, pathConnector: CONNECTOR_FROM_TOKEN });
    case 'connector': {
      const integrationName = shows.integration?.slug ?? identity.integrationName;
      return openConnector(deps, {
        ...request,
        identity: { ...identity, integrationName, connectorName: undefined },
        pathConnector: shows.connector,
      });
    }
  }
}

function applicationView(
  application: ConfiguredApplication,
  { integrations, shows }: ApplicationTarget,
  statuses?: ReadonlyMap<IntegrationConfig, StatusOfIntegration>,
): ApplicationView {
  const { id, organization } = application;
  return {
    app: { id, name: applicationName(application) },
    ...(organization.logo !== undefined && { logo: organization.logo }),
    path: pathOf(shows),
    integrations: integrations.map((integration) => ({
      ...integrationSummary(organization, integration),
      ...statuses?.get(integration),
    })),
  };
}

function pathOf(shows: ApplicationTarget['shows']): string {
  if (shows.kind === 'integration') return integrationPath(shows.integration.slug);
  return shows.kind === 'connector' ? connectorPath(shows.connector) : '/';
}

/** Properties come from a page, so one that cannot be shown is ignored. */
function readText(value: unknown): string | undefined {
  if (typeof value !== 'string' || !isDisplayableName(value)) return undefined;
  return value.length > TENANT_NAME_LENGTH_MAX ? undefined : value;
}

/** Indexes applications by id, because their addresses name no organization. */
function applicationIndex(organizations: Iterable<OrganizationConfig>): ApplicationIndex {
  return new Map(
    [...organizations].flatMap((organization) =>
      [...organization.apps].map(([id, target]) => [id, { id, organization, target }] as const),
    ),
  );
}

/** Returns the name of an application for people: that of its integration, else that of the organization. */
function applicationName({ organization, target }: ConfiguredApplication): string {
  const integration = target.kind === 'integration' ? organization.integrations.get(target.integration) : undefined;
  return integration?.name ?? organization.name;
}
