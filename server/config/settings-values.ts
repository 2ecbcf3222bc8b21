import type { Ajv2020 } from 'ajv/dist/2020.js';

import { isJsonObject } from '../json-object.ts';
import type { OrganizationParts } from './config-parts.ts';
import type { ConfigIssue, ValuePath } from './config-issue.ts';

/** Keywords of settings that JSON Schema does not have. */
const OWN_KEYWORDS = ['x-i18n', 'x-multiline', 'x-options'];

/**
 * Finds values in the settings of integrations that their own schema refuses: `default`, `examples` and choices.
 *
 * Loads the validator only where an integration has settings.
 */
export async function findSettingsValueIssues(
  organizations: readonly OrganizationParts[],
): Promise<readonly ConfigIssue[]> {
  const schemas = organizations
    .flatMap(({ integrations }) => integrations)
    .filter(({ value }) => Object.keys(value.settings.properties).length > 0)
    .map(({ path, value }) => ({ path: [...path, 'settings'], schema: value.settings }));
  if (schemas.length === 0) return [];
  const ajv = await createSettingsValidator();
  return schemas.flatMap(({ path, schema }) => objectIssues(ajv, schema, path));
}

/**
 * Creates a validator of draft 2020-12 that knows the formats and the keywords of settings. Loads it at the first call.
 *
 * @param options.allErrors Whether it finds every error, and not only the first.
 */
export async function createSettingsValidator({ allErrors = false } = {}): Promise<Ajv2020> {
  const { Ajv2020: Validator } = await import('ajv/dist/2020.js');
  // `then` may require a property that stands outside of it. `checkNames` finds names that no property has.
  const ajv = new Validator({ strict: true, strictTypes: true, strictRequired: false, allErrors });
  ajv.addVocabulary(OWN_KEYWORDS);
  ajv.addFormat('email', /^[^\s@]+@[^\s@]+$/);
  ajv.addFormat('uri', (text) => URL.canParse(text));
  ajv.addFormat('date', isDate);
  ajv.addFormat('password', true);
  return ajv;
}

/** RFC 3339, `full-date`. */
function isDate(text: string): boolean {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return false;
  const date = new Date(text);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/** Checks the properties of an object, those of `then` included, and the object itself. */
function objectIssues(ajv: Ajv2020, schema: Readonly<Record<string, unknown>>, path: ValuePath): ConfigIssue[] {
  const then = isJsonObject(schema['then']) ? schema['then'] : {};
  const issues = [
    ...propertiesIssues(ajv, schema['properties'], [...path, 'properties']),
    ...propertiesIssues(ajv, then['properties'], [...path, 'then', 'properties']),
  ];
  return issues.length > 0 ? issues : compileIssues(ajv, schema, path);
}

function propertiesIssues(ajv: Ajv2020, properties: unknown, path: ValuePath): readonly ConfigIssue[] {
  return Object.entries(isJsonObject(properties) ? properties : {}).flatMap(([name, field]) =>
    isJsonObject(field) ? fieldIssues(ajv, field, [...path, name]) : [],
  );
}

function fieldIssues(ajv: Ajv2020, field: Readonly<Record<string, unknown>>, path: ValuePath): readonly ConfigIssue[] {
  if (field['type'] === 'object') return objectIssues(ajv, field, path);
  const items = isJsonObject(field['items']) ? fieldIssues(ajv, field['items'], [...path, 'items']) : [];
  const broken = compileIssues(ajv, field, path);
  if (items.length > 0 || broken.length > 0) return [...items, ...broken];
  const isValid = ajv.compile(field);
  return valuesOf(field)
    .filter(({ value }) => !isValid(value))
    .map(({ path: valuePath }) => ({
      path: [...path, ...valuePath],
      message: 'does not fit the schema of its property',
    }));
}

function valuesOf(field: Readonly<Record<string, unknown>>) {
  const list = (key: string) => (Array.isArray(field[key]) ? (field[key] as readonly unknown[]) : []);
  return [
    ...(field['default'] === undefined ? [] : [{ path: ['default'], value: field['default'] }]),
    ...list('examples').map((value, index) => ({ path: ['examples', index], value })),
    ...list('enum').map((value, index) => ({ path: ['enum', index], value })),
    ...list('oneOf').map((option, index) => ({
      path: ['oneOf', index, 'const'],
      value: isJsonObject(option) ? option['const'] : undefined,
    })),
  ];
}

/** The schema of settings refuses what is wrong in a single place. What is left does not work together. */
function compileIssues(ajv: Ajv2020, schema: object, path: ValuePath): ConfigIssue[] {
  try {
    ajv.compile(schema);
    return [];
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return [{ path, message: `is not a schema that can be used (${reason})` }];
  }
}
