import type { IntegrationSummary } from '../../protocol/page-state.ts';

/** What a person looks for in a list of integrations. */
export interface IntegrationFilter {
  /** Words that the name, description, category or a connector of an integration contains. */
  readonly query: string;
  /** Absent: every category. */
  readonly category?: string | undefined;
  readonly isInstalledOnly: boolean;
}

/** Shows every integration. */
export const NO_FILTER: IntegrationFilter = { query: '', isInstalledOnly: false };

/**
 * Returns the integrations that a filter shows. Those that need attention come first. Otherwise the order stays. Ignores
 * upper and lower case, accents, and the order of the words.
 */
export function filterIntegrations(
  integrations: readonly IntegrationSummary[],
  { query, category, isInstalledOnly }: IntegrationFilter,
): readonly IntegrationSummary[] {
  const words = plain(query).split(/\s+/).filter(Boolean);
  const shown = integrations.filter((integration) => {
    if (category !== undefined && integration.category !== category) return false;
    if (isInstalledOnly && !isInstalled(integration)) return false;
    const text = searchText(integration);
    return words.every((word) => text.includes(word));
  });
  return [...shown.filter(needsAttention), ...shown.filter((integration) => !needsAttention(integration))];
}

/** Returns the categories of integrations in their order, each once. */
export function categoriesOf(integrations: readonly IntegrationSummary[]): readonly string[] {
  return [...new Set(integrations.flatMap(({ category }) => category ?? []))];
}

/** Whether an integration is installed for the reader, running or paused. */
export function isInstalled({ status }: IntegrationSummary): boolean {
  return status === 'installed' || status === 'paused';
}

function needsAttention({ attention }: IntegrationSummary): boolean {
  return attention !== undefined;
}

/** The text of each integration in which a search looks. Making it takes longer than the search. */
const searchTexts = new WeakMap<IntegrationSummary, string>();

function searchText(integration: IntegrationSummary): string {
  const { name, description, category = '', connectors } = integration;
  const text =
    searchTexts.get(integration) ??
    plain([name, description, category, ...connectors.map(({ title }) => title)].join('\n'));
  searchTexts.set(integration, text);
  return text;
}

/** Removes what a search ignores. */
function plain(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();
}
