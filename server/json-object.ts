import { MalformedJsonError } from './errors.ts';

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Keys that tokens, bodies and configurations may not have: a careless copy with one changes the prototype of its target. */
export const FORBIDDEN_KEYS: ReadonlySet<unknown> = new Set(['__proto__', 'constructor']);

/** Tells an object from the other JSON values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Parses JSON, and tells whether an object in it has one of {@link FORBIDDEN_KEYS}. Throws `MalformedJsonError`. */
export function parseJson(text: string): { readonly value: unknown; readonly hasForbiddenKey: boolean } {
  let hasForbiddenKey = false;
  try {
    const value: unknown = JSON.parse(text, (key, inner: unknown) => {
      hasForbiddenKey ||= FORBIDDEN_KEYS.has(key);
      return inner;
    });
    return { value, hasForbiddenKey };
  } catch {
    throw new MalformedJsonError();
  }
}
