import type { IntegrationSummary } from '../../widget/protocol/page-state.ts';
import { connectorsForPeople, integrationIcon, requireConnector } from '../connections/visible-connections.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';

/** Describes an integration to a page. */
export function integrationSummary(
  organization: OrganizationConfig,
  integration: IntegrationConfig,
): IntegrationSummary {
  const { id, slug, name, description, category } = integration;
  const icon = integrationIcon(organization, integration);
  return {
    ...{ id, slug, name, description },
    ...(category !== undefined && { category }),
    ...(icon !== undefined && { icon }),
    connectors: connectorsForPeople(organization, integration).map((connector) => ({
      name: connector,
      title: requireConnector(organization, connector).name,
    })),
  };
}
