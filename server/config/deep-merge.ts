import { isJsonObject } from '../json-object.ts';

/**
 * Puts overrides over a definition: mappings are merged key by key, everything else replaces what was there.
 *
 * A mapping that names another `type` than the one below it replaces it whole: the settings of one type mean nothing to
 * the other.
 */
export function deepMerge(base: unknown, override: unknown): unknown {
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
