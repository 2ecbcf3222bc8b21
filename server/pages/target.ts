import { connectorsForPeople, visibleConnector } from '../connections/visible-connections.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import type { Identity } from './identity.ts';
import { findIntegrations, isForGroups } from './visible-integrations.ts';

/** Path segment that leaves the choice of the connector to the token. */
export const CONNECTOR_FROM_TOKEN = 'connector';

/** What an address and its token say about the requested page. */
export interface TargetRequest {
  readonly organization: OrganizationConfig;
  /** The path segment of the connector: a name, or the literal `connector`. */
  readonly pathConnector: string;
  readonly token: Pick<Identity, 'integrationName' | 'connectorName' | 'groups'>;
  /**
   * Names of the connected connectors, of the whole account and of this user alone. Used only if
   * {@link choosesNextConnector}.
   */
  readonly connected: Readonly<Record<IntegrationConfig['sharing'], ReadonlySet<string>>>;
}

/** Tells whether the choice of the connector depends on what is connected: only if path and token name none to show. */
export function choosesNextConnector({
  organization,
  pathConnector,
  token,
}: Omit<TargetRequest, 'connected'>): boolean {
  if (organization.integrations.size === 0) return false;
  const named = pathConnector === CONNECTOR_FROM_TOKEN ? token.connectorName : pathConnector;
  return named === undefined || isOwnConnector(organization, named);
}

/** The connector of a page, and its integration if there is one. */
export interface Target {
  readonly connector: string;
  /** Absent if the connector is opened alone. */
  readonly integration?: IntegrationConfig;
}

/**
 * Decides which connector a page shows, and as part of which integration.
 *
 * The path has priority over the token. An own connector has no page: where it is named, the page shows the next connector
 * of its integration. Throws `NotFoundError` if path and token exclude each other, if what they name does not exist, or if
 * they name nothing and several connectors are possible. The message is for developers, and says which of these it is.
 */
export function resolveTarget(request: TargetRequest): Target {
  const { organization, pathConnector, token, connected } = request;
  const fromPath = pathConnector === CONNECTOR_FROM_TOKEN ? undefined : pathConnector;
  const named = fromPath ?? token.connectorName;
  const integration = chooseIntegration(organization, token, named);
  const isOwn = named !== undefined && isOwnConnector(organization, named, integration);
  // A connector in the token says more than an own connector in the path.
  if (isOwn && fromPath !== undefined && token.connectorName !== undefined) {
    return resolveTarget({ ...request, pathConnector: CONNECTOR_FROM_TOKEN });
  }
  if (isOwn && !integration) {
    throw new NotFoundError('Several integrations have this own connector. Name one of them in the token.');
  }
  const connector =
    (isOwn ? undefined : named) ??
    (integration
      ? nextConnector(organization, integration, connected[integration.sharing])
      : onlyConnector(organization));
  if (!visibleConnector(organization, connector)) {
    throw new NotFoundError(
      'The organization does not have this connector. List it under `connectors` of the configuration.',
    );
  }
  return { connector, ...(integration && { integration }) };
}

/**
 * Tells whether some token without a connector's name opens the page of a connector. The token may name an integration.
 */
export function canOpenByPath(organization: OrganizationConfig, pathConnector: string): boolean {
  const nothing: ReadonlySet<string> = new Set();
  const groups = [...organization.integrations.values()].flatMap((integration) => integration.groups);
  return [undefined, ...organization.integrations.keys()].some((integrationName) => {
    const token = { integrationName, connectorName: undefined, groups };
    try {
      const connected = { account: nothing, user: nothing };
      const { connector } = resolveTarget({ organization, pathConnector, token, connected });
      return pathConnector === CONNECTOR_FROM_TOKEN || connector === pathConnector;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  });
}

/**
 * Throws `NotFoundError` unless a token opens the page of exactly this connector. The page of a connection checks this, so
 * that a token cannot open by number what groups or its integration exclude, or a connection of the own connector.
 */
export function requirePageOfConnector(
  organization: OrganizationConfig,
  connector: string,
  token: TargetRequest['token'],
): void {
  const nothing: ReadonlySet<string> = new Set();
  const target = resolveTarget({
    organization,
    pathConnector: connector,
    // The address already says which connector it is.
    token: { ...token, connectorName: undefined },
    connected: { account: nothing, user: nothing },
  });
  if (target.connector === connector) return;
  throw new NotFoundError('The connection is one of the own connector of an integration, which has no page.');
}

/**
 * Tells whether a connector is the organization's own one: in an integration, or in any integration if none is given.
 */
export function isOwnConnector(
  { integrations }: Pick<OrganizationConfig, 'integrations'>,
  connector: string,
  integration?: IntegrationConfig,
): boolean {
  const candidates = integration ? [integration] : [...integrations.values()];
  return candidates.some(({ ownConnector }) => ownConnector === connector);
}

/**
 * Returns the integration that the token names, else the only one that has the connector, else the only one.
 *
 * Returns `undefined` when there is not exactly one and the token names none. An integration that the token names is always
 * allowed. The others must be for everyone or for a group of the token.
 */
function chooseIntegration(
  organization: OrganizationConfig,
  { integrationName, groups }: TargetRequest['token'],
  connector: string | undefined,
): IntegrationConfig | undefined {
  const hasConnector = ({ connectors }: IntegrationConfig) => connector === undefined || connectors.includes(connector);
  if (integrationName !== undefined) {
    const named = findIntegrations(organization, integrationName);
    const [only, ...others] = named.filter(hasConnector);
    if (only && others.length === 0) return only;
    throw new NotFoundError(
      only
        ? 'Several integrations have the name in the token. Use the key in the configuration or the number.'
        : named.length > 0
          ? 'The integration that the token names does not have this connector.'
          : 'The organization does not have the integration that the token names.',
    );
  }
  const candidates = [...organization.integrations.values()].filter(hasConnector);
  const allowed = candidates.filter((integration) => isForGroups(integration, { groups }));
  // A connector without an integration may be opened alone. A connector whose integrations are for others may not.
  if (candidates.length > 0 && allowed.length === 0) {
    throw new NotFoundError('The integrations of this connector are for groups that the token does not name.');
  }
  return allowed.length === 1 ? allowed[0] : undefined;
}

/** Chooses the first connector that a person still has to connect. If all are connected, it is the first one. */
function nextConnector(
  organization: OrganizationConfig,
  integration: IntegrationConfig,
  connected: ReadonlySet<string>,
): string {
  const steps = connectorsForPeople(organization, integration);
  const next = steps.find((name) => !connected.has(name)) ?? steps[0];
  if (next === undefined) throw new NotFoundError('No connector of the integration can be opened.');
  return next;
}

/** Returns the only connector that people of the organization can connect. */
function onlyConnector(organization: OrganizationConfig): string {
  const [only, ...others] = [...organization.connectors.keys()].filter(
    (name) => visibleConnector(organization, name) && !isOwnConnector(organization, name),
  );
  if (only !== undefined && others.length === 0) return only;
  throw new NotFoundError(
    'Neither the address nor the token names a connector or an integration, and the organization does not have exactly ' +
      'one of either.',
  );
}
