import type { OrganizationConfig } from '../config/config.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';

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
