import { visibleConnector } from '../auth/visible-connector.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { NotFoundError } from '../errors.ts';
import type { OrganizationToken } from '../auth/organization-token.ts';
import { findIntegrations, visibleIntegrations, type IntegrationFilter } from './visible-integrations.ts';

/** Path segment that leaves the choice of the connector to the token. */
export const CONNECTOR_FROM_TOKEN = 'connector';

/** What an address and its token say about the requested page. */
export interface TargetRequest {
  readonly organization: OrganizationConfig;
  /** The path segment of the connector: a name, or the literal `connector`. */
  readonly pathConnector: string;
  readonly token: IntegrationFilter & Pick<OrganizationToken, 'integrationName' | 'connectorName'>;
  /** Names of the connected connectors, of the whole account and of this user alone. */
  readonly connected: Readonly<Record<IntegrationConfig['sharing'], ReadonlySet<string>>>;
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
 * The path has priority over the token. Throws `NotFoundError` if they exclude each other, if what they name does not
 * exist or is not visible, or if they name nothing and several connectors are possible.
 */
export function resolveTarget({ organization, pathConnector, token, connected }: TargetRequest): Target {
  const fromPath = pathConnector === CONNECTOR_FROM_TOKEN ? undefined : pathConnector;
  const integration = chooseIntegration(organization, token, fromPath ?? token.connectorName);
  const connector =
    fromPath ??
    (token.connectorName === integration?.ownConnector ? undefined : token.connectorName) ??
    (integration && nextConnector(organization, integration, connected[integration.sharing]));
  if (connector === undefined) throw new NotFoundError('Neither address nor token names a connector.');
  if (!visibleConnector(organization, connector))
    throw new NotFoundError(
      'The organization does not have this connector. List it under `connectors` of the configuration.',
    );
  return { connector, ...(integration && { integration }) };
}

/**
 * Tells whether some token without a connector's name opens the page of a connector. The token may name an integration.
 */
export function canOpenByPath(organization: OrganizationConfig, pathConnector: string): boolean {
  const nothing: ReadonlySet<string> = new Set();
  return [undefined, ...organization.integrations.keys()].some((integrationName) => {
    const token = { integrations: [], hiddenIntegrations: [], integrationName, connectorName: undefined };
    try {
      resolveTarget({ organization, pathConnector, token, connected: { account: nothing, user: nothing } });
      return true;
    } catch (error) {
      if (error instanceof NotFoundError) return false;
      throw error;
    }
  });
}

/**
 * Returns the one visible integration that fits the integration and the connector, as far as they are named.
 *
 * Returns `undefined` when there is not exactly one and the token names no integration. Throws `NotFoundError` when the
 * token names one that it may not see, or hides every integration of the connector.
 */
function chooseIntegration(
  organization: OrganizationConfig,
  token: TargetRequest['token'],
  connector: string | undefined,
): IntegrationConfig | undefined {
  const { integrationName } = token;
  const visible = new Set(visibleIntegrations(organization, token));
  const candidates = (
    integrationName === undefined
      ? [...organization.integrations.values()]
      : findIntegrations(organization, integrationName)
  ).filter(({ connectors }) => connector === undefined || connectors.includes(connector));
  const [only, ...others] = candidates.filter((integration) => visible.has(integration));

  if (only && others.length === 0) return only;
  // A connector without an integration may be opened alone. A connector whose integrations the token hides may not.
  if (integrationName !== undefined || (!only && candidates.length > 0))
    throw new NotFoundError('No integration that the token may see fits.');
  return undefined;
}

/**
 * Chooses the first connector that a person still has to connect. If all are connected, it is the first one.
 *
 * Skips the integration's `ownConnector`, which the server connects itself, unless it is the only connector.
 */
function nextConnector(
  organization: OrganizationConfig,
  { connectors, ownConnector }: IntegrationConfig,
  connected: ReadonlySet<string>,
): string | undefined {
  const forPeople = connectors.filter((name) => name !== ownConnector);
  if (forPeople.length === 0) return ownConnector;
  const steps = forPeople.filter((name) => visibleConnector(organization, name));
  return steps.find((name) => !connected.has(name)) ?? steps[0];
}
