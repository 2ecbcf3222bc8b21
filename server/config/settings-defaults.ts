import { isDeepStrictEqual } from 'node:util';

import { isJsonObject } from '../json-object.ts';
import type { SettingsSchema } from './schema-settings.ts';

type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Computes the settings that a new installation begins with: every `default` of a schema.
 *
 * A group is an object of its defaults. The defaults of `then` count where the defaults outside fulfil `if`. A property
 * without a default is absent.
 */
export function settingsDefaults(schema: Pick<SettingsSchema, 'properties' | 'if' | 'then'>): JsonObject {
  return objectDefaults(schema);
}

function objectDefaults(schema: JsonObject): JsonObject {
  const defaults = propertyDefaults(schema['properties']);
  const then = isJsonObject(schema['then']) ? schema['then'] : {};
  return isFulfilled(schema['if'], defaults) ? { ...defaults, ...propertyDefaults(then['properties']) } : defaults;
}

function propertyDefaults(properties: unknown): JsonObject {
  const entries = Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([name, field]) => {
    const value = fieldDefault(field);
    return value === undefined ? [] : [[name, value] as const];
  });
  return Object.fromEntries(entries);
}

function fieldDefault(field: unknown): unknown {
  if (!isJsonObject(field)) return undefined;
  return field['type'] === 'object' ? objectDefaults(field) : field['default'];
}

/** Without `required`, a property that is absent fulfils a condition (JSON Schema 2020-12, section 10.3.2.1). */
function isFulfilled(condition: unknown, values: JsonObject): boolean {
  if (!isJsonObject(condition)) return false;
  const required = Array.isArray(condition['required']) ? condition['required'] : [];
  if (required.some((name) => !Object.hasOwn(values, String(name)))) return false;
  return Object.entries(isJsonObject(condition['properties']) ? condition['properties'] : {}).every(
    ([name, expected]) => !Object.hasOwn(values, name) || isExpected(expected, values[name]),
  );
}

function isExpected(expected: unknown, value: unknown): boolean {
  if (!isJsonObject(expected)) return false;
  const allowed = Array.isArray(expected['enum']) ? expected['enum'] : [expected['const']];
  return allowed.some((candidate) => isDeepStrictEqual(candidate, value));
}
