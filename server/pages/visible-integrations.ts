import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import type { OrganizationToken } from '../auth/organization-token.ts';

/** The claims that decide which integrations a token may see. */
export type IntegrationFilter = Pick<OrganizationToken, 'integrations' | 'hiddenIntegrations'>;

/**
 * Finds the integrations that a host means by a name or number.
 *
 * The unique name in the configuration has priority, then the number, then the display name. Display names need not be
 * unique, so the result may have several integrations.
 */
export function findIntegrations(organization: OrganizationConfig, reference: string): readonly IntegrationConfig[] {
  const bySlug = organization.integrations.get(reference);
  if (bySlug) return [bySlug];
  const all = [...organization.integrations.values()];
  const byNumber = all.filter(({ id }) => String(id) === reference);
  return byNumber.length > 0 ? byNumber : all.filter(({ name }) => name === reference);
}

/**
 * Returns the integrations that a token may see, in the order of the configuration.
 *
 * A list in the token excludes every integration that it does not name. A hidden one is excluded even if listed. These
 * tokens name no groups, so integrations for groups are excluded.
 */
export function visibleIntegrations(
  organization: OrganizationConfig,
  { integrations, hiddenIntegrations }: IntegrationFilter,
): readonly IntegrationConfig[] {
  const named = (references: readonly string[]) =>
    new Set(references.flatMap((reference) => findIntegrations(organization, reference)));
  const listed = named(integrations);
  const hidden = named(hiddenIntegrations);
  return [...organization.integrations.values()].filter(
    (integration) =>
      (integrations.length === 0 || listed.has(integration)) &&
      !hidden.has(integration) &&
      integration.groups.length === 0,
  );
}
