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
    const start = startingPoint(name, part, base?.source, catalogue);
    issues.push(...start.issues);
    const source = deepMerge(start.source, start.changes);
    const resolved = { path: part.path };
    // What else is wrong would follow from that.
    if (start.issues.length > 0) return { source, resolved };
    // What is wrong below was reported there; here it would be blamed on the organization.
    if (base !== undefined && base.resolved.definition === undefined) return { source, resolved };
    const checked = checkDefinition(source, part.path, dev);
    if ('definition' in checked) return { source, resolved: { ...resolved, definition: checked.definition } };
    const complete = base !== undefined || start.isKnown;
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

/** What a connector is made from: a definition that is known already, and what the file changes about it. */
interface StartingPoint {
  readonly source: unknown;
  readonly changes: unknown;
  readonly isKnown: boolean;
  readonly issues: readonly ConfigIssue[];
}

/** Follows `from`, the name of a connector of the catalogue, and `environment`, one of the environments of that. */
function startingPoint(
  name: string,
  { path, value }: ConfigPart<unknown>,
  below: unknown,
  catalogue: Catalogue,
): StartingPoint {
  if (!isJsonObject(value)) {
    return {
      source: below ?? catalogue.get(name) ?? {},
      changes: value ?? {},
      isKnown: catalogue.has(name),
      issues: [],
    };
  }
  const { from, environment, ...changes } = value;
  const issues: ConfigIssue[] = [];
  const check = (key: string, wanted: unknown, known: readonly string[], what: string) => {
    if (wanted === undefined || (typeof wanted === 'string' && known.includes(wanted))) return;
    const hint = typeof wanted === 'string' ? didYouMean(wanted, known) : '';
    issues.push({ path: [...path, key], message: `is not ${what}${hint}` });
  };
  check('from', from, [...catalogue.keys()], 'the name of a connector of the catalogue');
  const known = typeof from === 'string' ? catalogue.get(from) : (below ?? catalogue.get(name));
  const environments = isJsonObject(known) && isJsonObject(known['environments']) ? known['environments'] : {};
  const names = Object.keys(environments);
  if (issues.length === 0) {
    const what = names.length === 0 ? 'possible: this connector has no environments' : `one of ${names.join(', ')}`;
    check('environment', environment, names, what);
  }
  const chosen = typeof environment === 'string' && names.includes(environment) ? environments[environment] : undefined;
  return { source: deepMerge(known ?? {}, chosen), changes, isKnown: known !== undefined, issues };
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
