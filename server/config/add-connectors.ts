import { isAlias, isMap, isNode, isScalar, parseDocument, stringify } from 'yaml';
import type { Document, YAMLMap } from 'yaml';

import { isJsonObject } from '../json-object.ts';
import { ConfigError } from './config-issue.ts';
import { parseYaml } from './parse-yaml.ts';

/** The result for each connector, by name. */
export interface AddedConnectors {
  /** The whole file. */
  readonly text: string;
  readonly added: readonly string[];
  /** Connectors whose addresses on this machine were replaced with those of the sandbox. */
  readonly moved: readonly string[];
  readonly unchanged: readonly string[];
  /** Connectors that were not added, because the file has other connectors with these names. */
  readonly kept: readonly string[];
}

/**
 * Adds connectors to the text of a configuration, for every organization. Comments and everything else stay. Adding the
 * same connectors again changes nothing.
 *
 * @param options.text YAML 1.2 or JSON.
 * @param options.connectors Their addresses are all on this machine.
 * @throws {ConfigError} When the text or its `connectors` is not a mapping.
 */
export function addConnectors(options: {
  readonly text: string;
  readonly fileName: string;
  readonly connectors: Readonly<Record<string, unknown>>;
}): AddedConnectors {
  const { text, fileName, connectors } = options;
  const { value: file, readable, issues } = parseYaml(text);
  const [first] = issues;
  if (!readable) throw new ConfigError(fileName, [{ path: '', message: first?.message ?? 'is not YAML' }]);
  const present = isJsonObject(file) ? (file['connectors'] ?? {}) : undefined;
  if (!isJsonObject(file) || !isJsonObject(present)) {
    const path = isJsonObject(file) ? 'connectors' : '';
    throw new ConfigError(fileName, [{ path, message: 'must be a mapping of names to values' }]);
  }
  const outcome = Object.groupBy(Object.keys(connectors), (name) => classify(present, name, connectors[name]));
  const { added = [], moved = [], unchanged = [], kept = [] } = outcome;
  const pick = (names: readonly string[]) => Object.fromEntries(names.map((name) => [name, connectors[name]]));
  const changed = updateConnectors(text, { added: pick(added), moved: pick(moved) });
  if (changed === undefined) {
    throw new ConfigError(fileName, [
      { path: 'connectors', message: 'is an alias; write the connectors out to add some' },
    ]);
  }
  return { text: changed, added, moved, unchanged, kept };
}

type Outcome = 'added' | 'moved' | 'unchanged' | 'kept';

function classify(present: Readonly<Record<string, unknown>>, name: string, expected: unknown): Outcome {
  if (!Object.hasOwn(present, name)) return 'added';
  if (toCanonicalYaml(present[name]) === toCanonicalYaml(expected)) return 'unchanged';
  return withoutLocalOrigin(toCanonicalYaml(present[name])) === withoutLocalOrigin(toCanonicalYaml(expected))
    ? 'moved'
    : 'kept';
}

/** Sorts the keys, because their order in a file means nothing. */
function toCanonicalYaml(value: unknown): string {
  return stringify(value, { sortMapEntries: true, aliasDuplicateObjects: false });
}

/** Addresses of this machine, as the sandbox has them. */
const LOCAL_ORIGIN = /http:\/\/(?:localhost|[\d.]+|\[[\da-f:]+\])(?::\d+)?/g;

function withoutLocalOrigin(text: string): string {
  return text.replace(LOCAL_ORIGIN, 'http://sandbox');
}

interface Changes {
  readonly added: Readonly<Record<string, unknown>>;
  readonly moved: Readonly<Record<string, unknown>>;
}

/** Returns `undefined` when the connectors are an alias: a change would also change the other places that use it. */
function updateConnectors(text: string, { added, moved }: Changes): string | undefined {
  if (Object.keys({ ...added, ...moved }).length === 0) return text;
  const json = parseJsonObject(text);
  if (json) {
    const { connectors } = json;
    const merged = { ...json, connectors: { ...(isJsonObject(connectors) && connectors), ...added, ...moved } };
    return `${JSON.stringify(merged, null, 2)}\n`;
  }
  const document = parseDocument(text, { version: '1.2', schema: 'core' });
  const connectors = document.get('connectors', true);
  if (isAlias(connectors)) return undefined;
  if (isMap(connectors) && connectors.items.length > 0) {
    // A mapping in braces has no lines of its own to insert others between.
    if (connectors.flow === true) return rewriteDocument(document, { ...added, ...moved });
    return editBlock(text, connectors, { added, moved });
  }
  if (!isMap(document.contents) || document.contents.flow === true) return rewriteDocument(document, added);
  const block = stringifyIndented(added, '  ');
  if (connectors === undefined) return `${ensureLineEnd(text)}connectors:\n${block}`;
  // `connectors:` or `connectors: {}`, perhaps with a comment after it.
  const [start = 0, end = 0] = isNode(connectors) ? (connectors.range ?? []) : [];
  const lineEnd = text.indexOf('\n', end);
  const cut = lineEnd === -1 ? text.length : lineEnd;
  const line = (text.slice(0, start).trimEnd() + text.slice(end, cut)).trimEnd();
  return `${line}\n${block}${text.slice(cut + 1)}`;
}

/** Changes as few characters as possible. Writing the whole document would change the layout of the file. */
function editBlock(text: string, connectors: YAMLMap, { added, moved }: Changes): string {
  const [first] = connectors.items;
  const start = isNode(first?.key) ? (first.key.range?.[0] ?? 0) : 0;
  const indent = text.slice(text.lastIndexOf('\n', start - 1) + 1, start);
  const end = blockEnd(text.slice(0, connectors.range?.[2]), indent.length);
  let result = ensureLineEnd(text.slice(0, end)) + stringifyIndented(added, indent) + text.slice(end);
  // From the last to the first, so that the ranges of the earlier ones stay valid.
  for (const { key, value } of connectors.items.toReversed()) {
    const name = isScalar(key) ? String(key.value) : '';
    if (!Object.hasOwn(moved, name) || !isNode(value) || !value.range) continue;
    const [origin = ''] = toCanonicalYaml(moved[name]).match(LOCAL_ORIGIN) ?? [];
    const [from, to] = value.range;
    result = result.slice(0, from) + result.slice(from, to).replace(LOCAL_ORIGIN, origin) + result.slice(to);
  }
  return result;
}

/** The end of a block at the end of the text, without the comments of less indentation: these belong to what follows. */
function blockEnd(text: string, indent: number): number {
  const lines = text.split('\n');
  const isOutside = (line: string) => {
    const content = line.trimStart();
    return content === '' || (content.startsWith('#') && line.length - content.length < indent);
  };
  const last = lines.findLastIndex((line) => !isOutside(line));
  return Math.min(text.length, lines.slice(0, last + 1).join('\n').length + 1);
}

function rewriteDocument(document: Document, changes: Readonly<Record<string, unknown>>): string {
  for (const [name, definition] of Object.entries(changes)) {
    document.setIn(['connectors', name], document.createNode(definition, { aliasDuplicateObjects: false }));
  }
  return document.toString({ lineWidth: 0 });
}

function stringifyIndented(definitions: Readonly<Record<string, unknown>>, indent: string): string {
  if (Object.keys(definitions).length === 0) return '';
  return stringify(definitions, { aliasDuplicateObjects: false, lineWidth: 0 }).replace(/^(?=.)/gm, indent);
}

function ensureLineEnd(text: string): string {
  return text === '' || text.endsWith('\n') ? text : `${text}\n`;
}

function parseJsonObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return isJsonObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
