import type { IntegrationSummary } from '../../widget/protocol/page-state.ts';
import { connectorsForPeople, requireConnector } from '../auth/visible-connector.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import { connectorView } from '../connectors/connector-view.ts';

/** Describes an integration to a page. */
export function integrationSummary(
  organization: OrganizationConfig,
  integration: IntegrationConfig,
): IntegrationSummary {
  const { id, slug, name, description, category } = integration;
  return {
    ...{ id, slug, name, description },
    ...(category !== undefined && { category }),
    connectors: connectorsForPeople(organization, integration).map((connector) => ({
      name: connector,
      title: connectorView(connector, requireConnector(organization, connector)).title,
    })),
  };
}
