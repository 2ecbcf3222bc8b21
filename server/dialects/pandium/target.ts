import { visibleConnector } from '../../auth/visible-connector.ts';
import type { IntegrationConfig, OrganizationConfig } from '../../config/config.ts';
import { NotFoundError } from '../../errors.ts';
import type { PandiumToken } from './token.ts';
import { findIntegrations, visibleIntegrations, type IntegrationFilter } from './visible-integrations.ts';

/** Stands in the path for "whichever connector the token means". */
export const ANY_CONNECTOR = 'connector';

/** What an address and its token say about the page that is wanted. */
export interface TargetRequest {
  readonly organization: OrganizationConfig;
  /** The connector's place in the path: a name, or the literal `connector`. */
  readonly pathConnector: string;
  readonly token: IntegrationFilter & Pick<PandiumToken, 'integrationName' | 'connectorName'>;
  /** Names of the connectors that are connected already: for the whole account, and for this user alone. */
  readonly connected: Readonly<Record<IntegrationConfig['sharing'], ReadonlySet<string>>>;
}

/** What a page is for. */
export interface Target {
  readonly connector: string;
  /** Absent: the connector stands for itself. */
  readonly integration?: IntegrationConfig;
}

/**
 * Works out which connector a page asks for, and as part of which integration.
 *
 * The path comes before the token. Throws `NotFoundError` where both exclude each other, where what they name does not
 * exist or may not be seen, and where nothing is named and there is more than one possibility.
 */
export function resolveTarget({ organization, pathConnector, token, connected }: TargetRequest): Target {
  const fromPath = pathConnector === ANY_CONNECTOR ? undefined : pathConnector;
  const integration = chooseIntegration(organization, token, fromPath ?? token.connectorName);
  const connector =
    fromPath ??
    (token.connectorName === integration?.ownConnector ? undefined : token.connectorName) ??
    (integration && nextConnector(organization, integration, connected[integration.sharing]));
  if (connector === undefined) throw new NotFoundError('Neither address nor token says which connector.');
  if (!visibleConnector(organization, connector))
    throw new NotFoundError('The organization has no such connector. List it under `connectors` of the configuration.');
  return { connector, ...(integration && { integration }) };
}

/**
 * Tells whether a page opens, given what its path names as the connector, with a token that names at most an integration.
 * Tokens that name a connector are not considered.
 */
export function isReachable(organization: OrganizationConfig, pathConnector: string): boolean {
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
 * The integration that the token names, else the only one with the connector.
 *
 * With no connector named, the only integration there is to see: nothing else can be meant.
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
  const [only, ...more] = candidates.filter((integration) => visible.has(integration));

  if (only && more.length === 0) return only;
  // A connector may stand for itself, but not to get around an integration that the token may not see.
  if (integrationName !== undefined || (!only && candidates.length > 0))
    throw new NotFoundError('The token may not see an integration that fits.');
  return undefined;
}

/**
 * The first connector that is left for a person to connect; when none is left, the first of them, to look at.
 *
 * The own connector is never a person's to connect, unless there is nothing else in the integration.
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
