import { NotFoundError } from '../errors.ts';
import type { IntegrationConfig, OrganizationConfig } from '../config/config.ts';
import type { Identity } from './identity.ts';

/** The claims that decide which integrations a portal shows. */
export type IntegrationFilter = Pick<Identity, 'integrations' | 'hiddenIntegrations' | 'groups'>;

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

/** Tells whether an integration is for everyone or for one of the token's groups. */
export function isForGroups(
  integration: Pick<IntegrationConfig, 'groups'>,
  { groups }: Pick<IntegrationFilter, 'groups'>,
): boolean {
  return integration.groups.length === 0 || integration.groups.some((group) => groups.includes(group));
}

/**
 * Returns the integrations that a portal shows to the reader of a token, in the order of the configuration.
 *
 * A list in the token excludes every integration that it does not name, and may name integrations that do not exist. A
 * hidden integration is excluded even if it is listed.
 */
export function visibleIntegrations(
  organization: OrganizationConfig,
  { integrations, hiddenIntegrations, groups }: IntegrationFilter,
): readonly IntegrationConfig[] {
  const named = (references: readonly string[]) =>
    new Set(references.flatMap((reference) => findIntegrations(organization, reference)));
  const listed = named(integrations);
  const hidden = named(hiddenIntegrations);
  return [...organization.integrations.values()].filter(
    (integration) =>
      (integrations.length === 0 || listed.has(integration)) &&
      !hidden.has(integration) &&
      isForGroups(integration, { groups }),
  );
}

/**
 * Finds the integration of an install page by a slug, a number or a unique name.
 *
 * A token that names an integration opens its page and no other. The lists in a token filter a portal only. Throws
 * `NotFoundError`, with one message for what does not exist and what the token may not see.
 */
export function requireIntegration(
  organization: OrganizationConfig,
  reference: string,
  { integrationName, onlyConnector, groups }: Pick<Identity, 'integrationName' | 'onlyConnector' | 'groups'>,
): IntegrationConfig {
  const isShown = (integration: IntegrationConfig): boolean =>
    integrationName === undefined
      ? isForGroups(integration, { groups })
      : findIntegrations(organization, integrationName).includes(integration);
  const [found, ...others] = findIntegrations(organization, reference).filter(isShown);
  if (found && others.length === 0 && onlyConnector === undefined) return found;
  throw new NotFoundError('For this token, the organization has no such integration.');
}
