import type { IntegrationSummary } from '../../widget/protocol/page-state.ts';
import { connectorsForPeople, requireConnector } from '../auth/visible-connector.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';

/** Describes an integration to a page. Without an icon of its own, it has that of its only connector. */
export function integrationSummary(
  organization: OrganizationConfig,
  integration: IntegrationConfig,
): IntegrationSummary {
  const { id, slug, name, description, category } = integration;
  const connectors = connectorsForPeople(organization, integration).map((connector) => ({
    connector,
    definition: requireConnector(organization, connector),
  }));
  const icon = integration.icon ?? (connectors.length === 1 ? connectors[0]?.definition.icon : undefined);
  return {
    ...{ id, slug, name, description },
    ...(category !== undefined && { category }),
    ...(icon !== undefined && { icon }),
    connectors: connectors.map(({ connector, definition }) => ({ name: connector, title: definition.name })),
  };
}
