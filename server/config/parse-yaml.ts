import { isAlias, isMap, isScalar, isSeq, LineCounter, parseDocument } from 'yaml';
import type { Document, Node, YAMLMap } from 'yaml';

import { FORBIDDEN_KEYS } from '../json-object.ts';
import type { ConfigIssue, ValuePath } from './config-issue.ts';

/** The parsed file. After an issue in the syntax there is no value. */
export interface ParsedYaml {
  readonly value: unknown;
  readonly readable: boolean;
  readonly issues: readonly ConfigIssue[];
  /** Issues that left nothing to judge at their place: aliases of nothing, of too much, or of themselves. */
  readonly unresolved: readonly ConfigIssue[];
}

/** Aliases are followed this often in one file. Enough for shared settings, too few for a file that explodes. */
const MAX_ALIASES = 100;

/** Reads YAML 1.2 (core schema) or JSON into plain values, with every issue found on the way. */
export function parseYaml(text: string): ParsedYaml {
  const lines = new LineCounter();
  const document = parseDocument(text, {
    version: '1.2',
    schema: 'core',
    lineCounter: lines,
    // Off, because a pretty error quotes the line it stands in, which may hold a secret.
    prettyErrors: false,
    stringKeys: true,
    // Off, because the walk below finds them as well and knows their paths.
    uniqueKeys: false,
  });
  // The others are echoes: after an issue in the syntax the parser misreads what follows.
  const [problem] = [...document.errors, ...document.warnings];
  if (problem) {
    const { line, col } = lines.linePos(problem.pos[0]);
    const message = `line ${line}, column ${col}: ${syntaxMessage(problem.code)}`;
    return { value: undefined, readable: false, issues: [{ path: [], message }], unresolved: [] };
  }
  const walk = new YamlReader(document);
  const value = walk.value(document.contents, []);
  return { value, readable: true, issues: walk.issues, unresolved: walk.unresolved };
}

/** Replaces the parser's messages, because they quote the file. */
function syntaxMessage(code: string): string {
  switch (code) {
    case 'MULTIPLE_DOCS':
      return 'the file holds more than one document';
    case 'NON_STRING_KEY':
      return 'a key is not plain text';
    case 'TAB_AS_INDENT':
      return 'a tab stands where spaces must indent';
    case 'BAD_INDENT':
      return 'the indentation does not fit what stands before it';
    case 'TAG_RESOLVE_FAILED':
      return 'this tag is not known';
    case 'MISSING_CHAR':
      return 'a closing quote, bracket or comma is missing';
    case 'BAD_DQ_ESCAPE':
      return 'this escape means nothing in double quotes';
    default:
      return 'this is not YAML; put text with special signs, such as ${NAME} in braces, into quotes';
  }
}

class YamlReader {
  readonly issues: ConfigIssue[] = [];
  readonly unresolved: ConfigIssue[] = [];
  readonly #document: Document;
  readonly #ancestors = new Set<Node>();
  #aliasCount = 0;

  constructor(document: Document) {
    this.#document = document;
  }

  value(node: unknown, path: ValuePath): unknown {
    if (isScalar(node)) return node.value;
    if (isAlias(node)) return this.#resolveAlias(node.resolve(this.#document), path);
    if (!isMap(node) && !isSeq(node)) return null;
    this.#ancestors.add(node);
    const value = isMap(node) ? this.#map(node, path) : node.items.map((item, i) => this.value(item, [...path, i]));
    this.#ancestors.delete(node);
    return value;
  }

  #map(node: YAMLMap, path: ValuePath): unknown {
    const value: Record<string, unknown> = {};
    for (const pair of node.items) {
      const key = isScalar(pair.key) ? String(pair.key.value) : '';
      const keyPath = [...path, key];
      if (FORBIDDEN_KEYS.has(key)) this.issues.push({ path: keyPath, message: 'is not allowed as a key' });
      else if (Object.hasOwn(value, key)) this.issues.push({ path: keyPath, message: 'stands here twice' });
      else value[key] = this.value(pair.value, keyPath);
    }
    return value;
  }

  #resolveAlias(node: Node | undefined, path: ValuePath): unknown {
    this.#aliasCount += 1;
    if (node === undefined) return this.#reportUnresolved(path, 'refers to an anchor that is not set before it');
    if (this.#ancestors.has(node)) return this.#reportUnresolved(path, 'refers to what it is part of');
    if (this.#aliasCount > MAX_ALIASES)
      return this.#reportUnresolved(path, `is one of more than ${MAX_ALIASES} aliases`);
    return this.value(node, path);
  }

  #reportUnresolved(path: ValuePath, message: string): null {
    this.unresolved.push({ path, message });
    return null;
  }
}
