import type { IntegrationConfig, OrganizationConfig } from '../../config/config.ts';
import type { PandiumToken } from './token.ts';

/** What of a token decides which integrations it may see. */
export type IntegrationFilter = Pick<PandiumToken, 'integrations' | 'hiddenIntegrations'>;

/**
 * Finds what a host means by the name or number of an integration.
 *
 * The name in the configuration is unique and goes first, then the number. What people call it need not be unique, so
 * several may come back.
 */
export function findIntegrations(organization: OrganizationConfig, reference: string): readonly IntegrationConfig[] {
  const bySlug = organization.integrations.get(reference);
  if (bySlug) return [bySlug];
  const all = [...organization.integrations.values()];
  const byNumber = all.filter(({ id }) => String(id) === reference);
  return byNumber.length > 0 ? byNumber : all.filter(({ name }) => name === reference);
}

/**
 * The integrations that a token may see, in the order of the configuration.
 *
 * A list in the token excludes what it does not name; what it hides is hidden even if listed. These tokens name no
 * groups, so an integration that is kept for groups is not for them.
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
