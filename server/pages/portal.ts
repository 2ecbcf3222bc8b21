import { integrationPath } from '../../widget/protocol/application-path.ts';
import type { ApplicationView } from '../../widget/protocol/page-state.ts';
import { connectorsForPeople } from '../connections/visible-connections.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { integrationStatuses } from './integration-status.ts';
import type { StatusStores } from './integration-status.ts';
import { integrationSummary } from './integration-summary.ts';
import { findIntegrations, visibleIntegrations } from './visible-integrations.ts';
import type { IntegrationFilter } from './visible-integrations.ts';

/** The claims that decide what a portal shows. `integrationName` is the integration that the token names. */
export type PortalFilter = IntegrationFilter & { readonly integrationName?: string };

/** The reader of a portal. */
export interface PortalReader {
  readonly organization: OrganizationConfig;
  readonly scope: TenantScope;
  readonly userKey: string | null;
  readonly filter: PortalFilter;
}

/**
 * Returns the integrations of a portal for the reader of a token, in the order of the configuration. One that the token names
 * is always among them. One without a connector that people can connect is not.
 */
export function portalIntegrations(
  organization: OrganizationConfig,
  { integrationName, ...filter }: PortalFilter,
): readonly IntegrationConfig[] {
  const shown = new Set(visibleIntegrations(organization, filter));
  const [named, ...others] = integrationName === undefined ? [] : findIntegrations(organization, integrationName);
  if (named && others.length === 0) shown.add(named);
  return [...organization.integrations.values()].filter(
    (integration) => shown.has(integration) && connectorsForPeople(organization, integration).length > 0,
  );
}

/** Returns the integrations of a portal that everybody may see, without a token. */
export function publicIntegrations({
  integrations,
}: Pick<OrganizationConfig, 'integrations'>): readonly IntegrationConfig[] {
  return [...integrations.values()].filter(({ access, groups }) => access === 'public' && groups.length === 0);
}

/** Describes a portal to its page, with what the reader has installed. `shown` is absent if the page shows the list. */
export async function portalView(
  stores: StatusStores,
  { organization, scope, userKey, filter }: PortalReader,
  shown: IntegrationConfig | undefined,
): Promise<ApplicationView> {
  const integrations = portalIntegrations(organization, filter);
  const statuses = await integrationStatuses(stores, { organization, scope, userKey, integrations });
  return {
    app: portalOf(organization),
    ...(organization.logo !== undefined && { logo: organization.logo }),
    path: shown ? integrationPath(shown.slug) : '/',
    integrations: integrations.map((integration) => ({
      ...integrationSummary(organization, integration),
      ...statuses.get(integration),
    })),
  };
}

/** The portal of an organization, as its pages name it. */
export function portalOf({ slug, name }: Pick<OrganizationConfig, 'slug' | 'name'>): ApplicationView['app'] {
  return { id: slug, name };
}
