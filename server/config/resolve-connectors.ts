import { definitionMistakes } from '../connectors/definition-checks.ts';
import { connectorDefinitionSchema } from '../connectors/definition.ts';
import type { ConnectorDefinition, ConnectorDefinitionInput } from '../connectors/definition.ts';
import type { ConfigParts, Part } from './config-parts.ts';
import { deepMerge } from './deep-merge.ts';
import type { Mistake, ValuePath } from './mistake.ts';
import { didYouMean, parseWith } from './schema-mistakes.ts';

/** Definitions that come with this server, by name. */
export type Catalogue = ReadonlyMap<string, ConnectorDefinitionInput>;

/** A connector where it is configured. Without a definition, its mistakes have been reported. */
export interface ResolvedConnector {
  readonly path: ValuePath;
  readonly definition?: ConnectorDefinition;
}

type Resolved = ReadonlyMap<string, ResolvedConnector>;

/** What each organization sees, by slug and then by name: the server's connectors first, in the order of the file. */
export interface ResolvedConnectors {
  readonly global: Resolved;
  readonly byOrganization: ReadonlyMap<string, Resolved>;
  readonly mistakes: readonly Mistake[];
}

interface Layer {
  /** Definition so far, as written. */
  readonly written: unknown;
  readonly resolved: ResolvedConnector;
}

/**
 * Works out the definition of every configured connector: the catalogue's, under what stands in `connectors` of the
 * file, under what stands in `connectors` of the organization.
 */
export function resolveConnectors(parts: ConfigParts, catalogue: Catalogue, dev: boolean): ResolvedConnectors {
  const mistakes: Mistake[] = [];
  const resolve = (name: string, part: Part<unknown>, below: Layer | undefined): Layer => {
    const written = deepMerge(below?.written ?? catalogue.get(name) ?? {}, part.value ?? {});
    const resolved = { path: part.path };
    // What is wrong below was reported there; here it would be blamed on the organization.
    if (below !== undefined && below.resolved.definition === undefined) return { written, resolved };
    const checked = checkedDefinition(written, part.path, dev);
    if ('definition' in checked) return { written, resolved: { ...resolved, definition: checked.definition } };
    const complete = below !== undefined || catalogue.has(name);
    mistakes.push(
      ...(complete ? checked.mistakes : checked.mistakes.map((mistake) => askForWhole(mistake, name, catalogue))),
    );
    return { written, resolved };
  };

  const global = new Map([...parts.connectors].map(([name, part]) => [name, resolve(name, part, undefined)]));
  const byOrganization = new Map<string, Resolved>();
  for (const organization of parts.organizations) {
    const own = [...organization.connectors].map(
      ([name, part]) => [name, resolve(name, part, global.get(name))] as const,
    );
    byOrganization.set(organization.slug, resolvedOf([...global, ...own]));
  }
  return { global: resolvedOf([...global]), byOrganization, mistakes };
}

function resolvedOf(layers: readonly (readonly [string, Layer])[]): Resolved {
  return new Map(layers.map(([name, { resolved }]) => [name, resolved]));
}

function checkedDefinition(
  written: unknown,
  path: ValuePath,
  dev: boolean,
): { readonly definition: ConnectorDefinition } | { readonly mistakes: readonly Mistake[] } {
  const parsed = parseWith(connectorDefinitionSchema, written, path);
  if (!parsed.ok) return parsed;
  const mistakes = definitionMistakes(parsed.value, { dev });
  if (mistakes.length === 0) return { definition: parsed.value };
  return { mistakes: mistakes.map((mistake) => ({ ...mistake, path: [...path, ...mistake.path] })) };
}

function askForWhole(mistake: Mistake, name: string, catalogue: Catalogue): Mistake {
  if (mistake.message !== 'is required') return mistake;
  const message = 'is required: the catalogue has no connector of this name, so it must be whole';
  return { ...mistake, message: message + didYouMean(name, catalogue.keys()) };
}
