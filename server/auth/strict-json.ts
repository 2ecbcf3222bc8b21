import { FORBIDDEN_KEYS } from '../json-object.ts';

/** Deeper than anything a token carries, and far from where recursion hurts. */
const MAX_DEPTH = 16;

/** Strings (with the colon that makes one a key), brackets and numbers. Only right for text that is valid JSON. */
const TOKENS = /"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]|-?\d[\d.eE+-]*/g;

/**
 * Parses JSON that means the same to every reader.
 *
 * Beyond what `JSON.parse` refuses: a key twice in one object, also when one of them is written with escapes
 * (RFC 7493 section 2.3), `__proto__` and `constructor` as keys, numbers that become `Infinity`, and nesting deeper
 * than 16. Takes time linear in the text. Throws `SyntaxError` whose message holds no part of the text.
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not passed on as the cause: the engine's message quotes the text.
    throw new SyntaxError('is not JSON');
  }
  assertUnambiguous(text);
  return value;
}

function assertUnambiguous(validJson: string): void {
  const keysOfOpenScopes: Set<unknown>[] = [];
  for (const [token] of validJson.matchAll(TOKENS)) {
    switch (token.charAt(0)) {
      case '{':
      case '[':
        keysOfOpenScopes.push(new Set());
        if (keysOfOpenScopes.length > MAX_DEPTH) throw new SyntaxError('is nested too deeply');
        break;
      case '}':
      case ']':
        keysOfOpenScopes.pop();
        break;
      case '"':
        if (token.endsWith(':')) addKey(token, keysOfOpenScopes.at(-1));
        break;
      default:
        if (!Number.isFinite(Number(token))) throw new SyntaxError('has a number out of range');
    }
  }
}

function addKey(token: string, keys: Set<unknown> | undefined): void {
  const key: unknown = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1));
  if (FORBIDDEN_KEYS.has(key)) throw new SyntaxError('has a forbidden key');
  if (keys?.has(key)) throw new SyntaxError('has a key twice');
  keys?.add(key);
}
