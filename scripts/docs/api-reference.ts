import { IMPLICIT_ERRORS } from '../../server/api/api-route.ts';
import { exampleOf } from '../../server/api/testing/example-of.ts';
import { routesOf } from '../../server/api/testing/openapi-document.ts';
import type { DocumentSchema, OpenApiDocument, Route } from '../../server/api/testing/openapi-document.ts';
import { fieldTables, typeText } from './api-schemas.ts';
import { code, table } from './markdown.ts';

const JSON_TYPE = 'application/json';
/** What the page says once about errors. */
const COMMON_DESCRIPTIONS: ReadonlySet<string> = new Set(
  Object.values(IMPLICIT_ERRORS).map(({ description }) => description),
);
/** Schemas that the page explains in its text. */
const EXPLAINED_SCHEMAS = new Set(['Error']);

/** The operations of the API, by resource. */
export function operationReference(document: OpenApiDocument): string {
  const byTag = Map.groupBy(routesOf(document), ({ operation }) => operation.tags?.[0] ?? '');
  return [...byTag]
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([tag, routes]) => [`### ${tag}`, ...routes.map((route) => operationText(document, route))].join('\n\n'))
    .join('\n\n');
}

/** The errors that an operation can have without naming them. */
export function errorTable(): string {
  const rows = Object.entries(IMPLICIT_ERRORS).map(([status, { description }]) => [code(status), description]);
  return table(['status', 'code and meaning'], rows);
}

/** The fields of the objects in bodies. */
export function objectReference({ components }: OpenApiDocument): string {
  return Object.entries(components.schemas)
    .filter(([name]) => !EXPLAINED_SCHEMAS.has(name))
    .toSorted(([a], [b]) => a.localeCompare(b))
    .map(([name, schema]) => `### ${name} object\n\n${fieldTables(schema)}`)
    .join('\n\n');
}

function operationText(document: OpenApiDocument, route: Route): string {
  const { name, operation } = route;
  const { summary = '', description, requestBody, responses } = operation;
  const body = requestBody?.content[JSON_TYPE]?.schema;
  const answers = Object.entries(responses).filter(([status]) => status.startsWith('2'));
  return [
    `#### ${code(name)}`,
    `${summary}. ${accessText(route)}`,
    description,
    parameterTable(route),
    body && bodyText(document, `Body: ${objectName(body)}`, body),
    ...answers.map(([status, answer]) => {
      const schema = answer.content?.[JSON_TYPE]?.schema;
      const object = schema?.$ref === undefined ? '' : ` ${typeText(schema)}.`;
      const text = `Answer ${code(status)}: ${answer.description}${object}`;
      return schema ? bodyText(document, text, schema) : text;
    }),
    errorText(route),
  ]
    .filter((part) => part !== undefined && part !== '')
    .join('\n\n');
}

function accessText({ operation }: Route): string {
  const { 'x-scope': scope, 'x-access-token-type': type } = operation;
  return scope === undefined ? `Access token of the type ${code(type ?? '')}.` : `Scope ${code(scope)}.`;
}

function parameterTable({ operation: { parameters = [] } }: Route): string {
  // The page explains this header once.
  const shown = parameters.filter(({ name }) => name !== 'Idempotency-Key');
  if (shown.length === 0) return '';
  const rows = shown.map(({ name, in: place, description = '', schema = {} }) => {
    const meaning = description === '' ? (schema.description ?? '') : description;
    return [code(place === 'header' ? headerName(name) : name), place, typeText(schema), meaning];
  });
  return table(['parameter', 'in', 'type', 'meaning'], rows);
}

/** Writes the name of a header as people do. */
function headerName(name: string): string {
  return name.replaceAll(/(?<=^|-)[a-z]/g, (letter) => letter.toUpperCase());
}

function bodyText(document: OpenApiDocument, title: string, schema: DocumentSchema): string {
  return `${title}\n\n\`\`\`json\n${JSON.stringify(exampleOf(document, schema), undefined, 2)}\n\`\`\``;
}

function objectName(schema: DocumentSchema): string {
  return schema.$ref === undefined ? 'an object' : typeText(schema);
}

/** The errors that are special to an operation. */
function errorText({ operation: { responses } }: Route): string {
  const special = Object.entries(responses).filter(
    ([status, { description }]) => !status.startsWith('2') && !COMMON_DESCRIPTIONS.has(description),
  );
  if (special.length === 0) return '';
  return `Errors besides the common ones:\n\n${special.map(([status, { description }]) => `- ${status} ${description}`).join('\n')}`;
}
