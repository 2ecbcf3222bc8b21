import type { DocumentSchema } from '../../server/api/testing/openapi-document.ts';
import { code, table } from './markdown.ts';

const SCHEMAS = '#/components/schemas/';
/** More choices than these are not listed in a table. */
const MAX_CHOICES = 8;

/** Names the type of a schema in a few words, such as `text or null`. */
export function typeText(schema: DocumentSchema): string {
  if (schema.$ref !== undefined) {
    const name = schema.$ref.slice(SCHEMAS.length);
    return `[${name}](#${name.toLowerCase()}-object)`;
  }
  const choices = listOf(schema['enum']);
  if (choices.length > 0 && choices.length <= MAX_CHOICES)
    return choices.map((choice) => code(JSON.stringify(choice))).join(', ');
  if (schema['const'] !== undefined) return code(JSON.stringify(schema['const']));
  const branches = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])] as readonly DocumentSchema[];
  if (branches.length > 0) return branches.map(typeText).join(' or ');
  return [schema['type']]
    .flat()
    .map((type) => simpleType(String(type), schema))
    .join(' or ');
}

function simpleType(type: string, { format, items }: DocumentSchema): string {
  if (type === 'array') return `list of ${typeText((items ?? {}) as DocumentSchema)}`;
  if (type === 'string') return format === 'date-time' ? 'time' : format === 'uri' ? 'address' : 'text';
  return { integer: 'number', object: 'object', boolean: 'boolean', null: 'null' }[type] ?? type;
}

/**
 * The fields of an object, those of objects within it included: name, type and meaning. One table for each form that the
 * object can have.
 */
export function fieldTables(schema: DocumentSchema): string {
  const forms = [...listOf(schema['anyOf']), ...listOf(schema['oneOf'])] as readonly DocumentSchema[];
  const tableOf = (form: DocumentSchema) => table(['field', 'type', 'meaning'], fieldRows(form, ''));
  return forms.length === 0 ? tableOf(schema) : `One of these:\n\n${forms.map(tableOf).join('\n\n')}`;
}

function fieldRows(schema: DocumentSchema, prefix: string): readonly (readonly string[])[] {
  const required = new Set(listOf(schema['required']));
  const properties = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, DocumentSchema>>);
  return properties.flatMap(([name, property]) => {
    const optional = required.has(name) || prefix !== '' ? '' : 'Optional. ';
    const meaning = `${optional}${property.description ?? ''}`.trim();
    const row = [code(prefix + name), typeText(property), meaning];
    return [row, ...fieldRows(property, `${prefix}${name}.`)];
  });
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
