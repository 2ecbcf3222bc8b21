import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { NotFoundError } from '../errors.ts';

/**
 * Finds a connector that an organization may connect now.
 *
 * An organization in sandbox mode, which any page may embed, only sees connectors made for trying out, unless it was
 * explicitly given the real ones.
 */
export function visibleConnector(
  organization: Pick<OrganizationConfig, 'connectors' | 'mode' | 'sandboxRealConnectors'>,
  name: string,
): ConnectorDefinition | undefined {
  const connector = organization.connectors.get(name);
  const hidden = organization.mode === 'sandbox' && !organization.sandboxRealConnectors && !connector?.sandbox;
  return hidden ? undefined : connector;
}

/** Finds a connector as {@link visibleConnector} does. Throws `NotFoundError` if there is none. */
export function requireConnector(
  organization: Parameters<typeof visibleConnector>[0],
  name: string,
): ConnectorDefinition {
  const connector = visibleConnector(organization, name);
  if (!connector) throw new NotFoundError('This connector does not exist.');
  return connector;
}

/**
 * Returns the connectors of an integration that a person connects, in order.
 *
 * Leaves out the integration's `ownConnector`, which the server connects itself, unless it is the only connector, and those
 * that are not visible.
 */
export function connectorsForPeople(
  organization: Parameters<typeof visibleConnector>[0],
  { connectors, ownConnector }: Pick<IntegrationConfig, 'connectors' | 'ownConnector'>,
): readonly string[] {
  const forPeople = connectors.filter((name) => name !== ownConnector);
  const asked = forPeople.length === 0 ? connectors : forPeople;
  return asked.filter((name) => visibleConnector(organization, name));
}

/** Returns the address of an integration's icon. Without one of its own, it has that of its only connector for people. */
export function integrationIcon(organization: OrganizationConfig, integration: IntegrationConfig): string | undefined {
  if (integration.icon !== undefined) return integration.icon;
  const [only, ...others] = connectorsForPeople(organization, integration);
  return only === undefined || others.length > 0 ? undefined : requireConnector(organization, only).icon;
}
