/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Keys that tokens, bodies and configurations may not have: a careless copy with one changes the prototype of its target. */
export const FORBIDDEN_KEYS: ReadonlySet<unknown> = new Set(['__proto__', 'constructor']);

/** Tells an object from the other JSON values. */
export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
