import type { DocumentSchema, OpenApiDocument } from './openapi-document.ts';

const SCHEMAS = '#/components/schemas/';

/**
 * Makes the example of a schema: its own one, or one of the examples of its parts.
 *
 * Returns `undefined` if a part that is required has no example.
 */
export function exampleOf(document: Pick<OpenApiDocument, 'components'>, schema: DocumentSchema): unknown {
  if (schema.example !== undefined) return schema.example;
  const [listed] = Array.isArray(schema['examples']) ? (schema['examples'] as readonly unknown[]) : [];
  if (listed !== undefined) return listed;
  if (schema.$ref?.startsWith(SCHEMAS)) {
    const referenced = document.components.schemas[schema.$ref.slice(SCHEMAS.length)];
    return referenced && exampleOf(document, referenced);
  }
  if (schema['const'] !== undefined) return schema['const'];
  if (Array.isArray(schema['enum'])) return (schema['enum'] as readonly unknown[])[0];
  const types = [schema['type']].flat();
  if (types.includes('object')) return exampleOfObject(document, schema);
  if (types.includes('array')) {
    const item = exampleOf(document, (schema['items'] ?? {}) as DocumentSchema);
    return item === undefined ? undefined : [item];
  }
  if (types.includes('boolean')) return true;
  if (types.includes('null')) return null;
  const [branch] = [schema['anyOf'], schema['oneOf'], schema['allOf']].flatMap((list) =>
    Array.isArray(list) ? (list as readonly DocumentSchema[]) : [],
  );
  return branch && exampleOf(document, branch);
}

function exampleOfObject(document: Pick<OpenApiDocument, 'components'>, schema: DocumentSchema): unknown {
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  const entries = Object.entries((schema['properties'] ?? {}) as Readonly<Record<string, DocumentSchema>>).map(
    ([name, property]) => [name, exampleOf(document, property)] as const,
  );
  if (entries.some(([name, value]) => value === undefined && required.has(name))) return undefined;
  return Object.fromEntries(entries.filter(([, value]) => value !== undefined));
}
