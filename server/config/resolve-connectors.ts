import { findDefinitionIssues } from '../connectors/definition-checks.ts';
import { connectorDefinitionSchema } from '../connectors/definition.ts';
import type { ConnectorDefinition, ConnectorDefinitionInput } from '../connectors/definition.ts';
import { isJsonObject } from '../json-object.ts';
import type { ConfigParts, ConfigPart } from './config-parts.ts';
import type { ConfigIssue, ValuePath } from './config-issue.ts';
import { didYouMean, parseWith } from './schema-issues.ts';

/** Definitions that come with this server, by name. */
export type Catalogue = ReadonlyMap<string, ConnectorDefinitionInput>;

/** A connector where it is configured. Without a definition, its issues have been reported. */
export interface ResolvedConnector {
  readonly path: ValuePath;
  readonly definition?: ConnectorDefinition;
}

type ConnectorsByName = ReadonlyMap<string, ResolvedConnector>;

/** What each organization sees, by slug and then by name: the server's connectors first, in the order of the file. */
export interface ResolvedConnectors {
  readonly global: ConnectorsByName;
  readonly byOrganization: ReadonlyMap<string, ConnectorsByName>;
  readonly issues: readonly ConfigIssue[];
}

interface Layer {
  /** Definition so far, as written. */
  readonly source: unknown;
  readonly resolved: ResolvedConnector;
}

/**
 * Works out the definition of every configured connector: the catalogue's, under what stands in `connectors` of the
 * file, under what stands in `connectors` of the organization.
 */
export function resolveConnectors(parts: ConfigParts, catalogue: Catalogue, dev: boolean): ResolvedConnectors {
  const issues: ConfigIssue[] = [];
  const resolve = (name: string, part: ConfigPart<unknown>, base: Layer | undefined): Layer => {
    const source = deepMerge(base?.source ?? catalogue.get(name) ?? {}, part.value ?? {});
    const resolved = { path: part.path };
    // What is wrong below was reported there; here it would be blamed on the organization.
    if (base !== undefined && base.resolved.definition === undefined) return { source, resolved };
    const checked = checkDefinition(source, part.path, dev);
    if ('definition' in checked) return { source, resolved: { ...resolved, definition: checked.definition } };
    const complete = base !== undefined || catalogue.has(name);
    issues.push(
      ...(complete ? checked.issues : checked.issues.map((issue) => requireFullDefinition(issue, name, catalogue))),
    );
    return { source, resolved };
  };

  const global = new Map([...parts.connectors].map(([name, part]) => [name, resolve(name, part, undefined)]));
  const byOrganization = new Map<string, ConnectorsByName>();
  for (const organization of parts.organizations) {
    const own = [...organization.connectors].map(
      ([name, part]) => [name, resolve(name, part, global.get(name))] as const,
    );
    byOrganization.set(organization.slug, toConnectorsByName([...global, ...own]));
  }
  return { global: toConnectorsByName([...global]), byOrganization, issues };
}

function toConnectorsByName(layers: readonly (readonly [string, Layer])[]): ConnectorsByName {
  return new Map(layers.map(([name, { resolved }]) => [name, resolved]));
}

function checkDefinition(
  source: unknown,
  path: ValuePath,
  dev: boolean,
): { readonly definition: ConnectorDefinition } | { readonly issues: readonly ConfigIssue[] } {
  const parsed = parseWith(connectorDefinitionSchema, source, path);
  if (!parsed.ok) return parsed;
  const issues = findDefinitionIssues(parsed.value, { dev });
  if (issues.length === 0) return { definition: parsed.value };
  return { issues: issues.map((issue) => ({ ...issue, path: [...path, ...issue.path] })) };
}

function requireFullDefinition(issue: ConfigIssue, name: string, catalogue: Catalogue): ConfigIssue {
  if (issue.message !== 'is required') return issue;
  const message = 'is required: the catalogue has no connector of this name, so it must be whole';
  return { ...issue, message: message + didYouMean(name, catalogue.keys()) };
}

/**
 * Merges overrides into a definition: objects are merged key by key, and every other value is replaced.
 *
 * An object with another `type` than the one below it replaces it entirely, because the settings of one type do not
 * apply to another.
 */
function deepMerge(base: unknown, override: unknown): unknown {
  if (override === undefined) return base;
  if (!isJsonObject(base) || !isJsonObject(override)) return override;
  const type = Object.hasOwn(override, 'type') ? override['type'] : undefined;
  if (typeof type === 'string' && type !== base['type']) return override;
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(override)) {
    merged[key] = Object.hasOwn(base, key) ? deepMerge(base[key], value) : value;
  }
  return merged;
}
