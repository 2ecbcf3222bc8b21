import assert from 'node:assert/strict';
import { Ajv2020 } from 'ajv/dist/2020.js';
import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';

/** A JSON Schema in the document, as far as this code reads it. */
export interface DocumentSchema {
  readonly $ref?: string;
  readonly description?: string;
  readonly example?: unknown;
  readonly [keyword: string]: unknown;
}

/** A body, by media type. */
type Content = Readonly<Record<string, { readonly schema?: DocumentSchema; readonly example?: unknown }>>;

/** A parameter in the path, the query or the headers. */
export interface DocumentParameter {
  readonly name: string;
  readonly in: 'path' | 'query' | 'header';
  readonly required?: boolean;
  readonly description?: string;
  readonly schema?: DocumentSchema;
}

/** One method of one path. */
export interface Operation {
  readonly operationId?: string;
  readonly summary?: string;
  readonly description?: string;
  readonly tags?: readonly string[];
  readonly 'x-scope'?: string;
  /** Set if an operation of another embed system, which has its own errors, needs an access token of this type. */
  readonly 'x-access-token-type'?: string;
  readonly security?: readonly unknown[];
  readonly parameters?: readonly DocumentParameter[];
  readonly requestBody?: { readonly required?: boolean; readonly content: Content };
  readonly responses: Readonly<Record<string, { readonly description: string; readonly content?: Content }>>;
}

/** What `/api/v1/openapi.json` answers, as far as this code reads it. */
export interface OpenApiDocument {
  readonly openapi: string;
  readonly paths: Readonly<Record<string, Readonly<Record<string, Operation>>>>;
  readonly components: { readonly schemas: Readonly<Record<string, DocumentSchema>> };
}

/** An operation, and where it is in the document. */
export interface Route {
  /** Such as `GET /connections/{id}`. */
  readonly name: string;
  readonly method: string;
  /** With its parameters in braces, such as `/api/v1/connections/{id}`. */
  readonly path: string;
  readonly operation: Operation;
}

const API_PATH = '/api/v1';
const DOCUMENT_ID = 'https://openapi.example/openapi.json';
const DATE_TIME = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z$/;

/** Lists the operations of a document. */
export function routesOf({ paths }: OpenApiDocument): readonly Route[] {
  return Object.entries(paths).flatMap(([path, operations]) =>
    Object.entries(operations).map(([verb, operation]) => {
      const method = verb.toUpperCase();
      return { name: `${method} ${path.replace(API_PATH, '')}`, method, path, operation };
    }),
  );
}

/** A documented answer: its status, and the code of an error, such as `404 not_found`. */
export type AnswerName = string;

/** Lists the answers that an operation has in the document. The description of an error names its codes. */
export function documentedAnswers({ name, operation }: Route): readonly AnswerName[] {
  return Object.entries(operation.responses).flatMap(([status, { description }]) => {
    if (status.startsWith('2')) return [status];
    const codes = Array.from(description.matchAll(/`([a-z_]+)`:/g), ([, code = '']) => code);
    assert.ok(codes.length > 0, `${name}: the description of ${status} has no code`);
    return codes.map((code) => `${status} ${code}`);
  });
}

/** Names an answer that was received. The code of an error is in `error`, or beside it in the flat form. */
export function nameAnswer(status: number, body: unknown): AnswerName {
  if (status < 300) return String(status);
  const { error, code } = body as { readonly error: { readonly code: string }; readonly code?: string };
  return `${status} ${code ?? error.code}`;
}

/** Checks answers of the API against its OpenAPI document. */
export class DocumentedResponses {
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': DATE_TIME, uri: true } });
  readonly #validators = new Map<string, ValidateFunction>();
  readonly #routes: readonly Route[];

  constructor(document: OpenApiDocument) {
    this.#ajv.addSchema(document, DOCUMENT_ID);
    this.#routes = routesOf(document);
  }

  /** Fails unless the document has this answer: the status, the media type, the schema of the body, and an error's code. */
  assertDocumented(method: string, path: string, { status, headers }: Response, body: string): void {
    const route = this.#find(method, path);
    const where = `${route.name}: ${status}`;
    const response = route.operation.responses[status];
    assert.ok(response, `${where} is not in the OpenAPI document. It was: ${body}`);
    if (!response.content) {
      assert.equal(body, '', `${where} has a body, and none in the OpenAPI document`);
      return;
    }
    const [mediaType = ''] = (headers.get('content-type') ?? '').split(';');
    assert.ok(response.content[mediaType], `${where} has the media type ${mediaType}, which the document has not`);
    if (mediaType === 'application/json') {
      const value: unknown = JSON.parse(body);
      this.assertValid(responseSchema(route, status), value, where);
      const answer = nameAnswer(status, value);
      assert.ok(documentedAnswers(route).includes(answer), `${where} has the code of no description: ${body}`);
    }
  }

  /** Fails unless a value matches a schema of the document. @param pointer JSON pointer to the schema. */
  assertValid(pointer: string, value: unknown, where: string): void {
    const validate = this.#validator(pointer);
    assert.ok(validate(value), `${where}: ${describe(validate.errors)} ${JSON.stringify(value)}`);
  }

  #validator(pointer: string): ValidateFunction {
    const validate = this.#validators.get(pointer) ?? this.#ajv.compile({ $ref: `${DOCUMENT_ID}#${pointer}` });
    this.#validators.set(pointer, validate);
    return validate;
  }

  #find(method: string, path: string): Route {
    const matching = this.#routes.filter((route) => route.method === method && pattern(route.path).test(path));
    // A fixed segment wins over a parameter, as in the router.
    const [route] = matching.toSorted((a, b) => a.path.split('{').length - b.path.split('{').length);
    assert.ok(route, `${method} ${path} is not in the OpenAPI document`);
    return route;
  }
}

/** JSON pointer to the schema of a JSON answer, as the fragment of a URI. */
export function responseSchema({ path, method }: Route, status: number | string): string {
  return `/paths/${escape(path)}/${method.toLowerCase()}/responses/${status}/content/${escape('application/json')}/schema`;
}

/** JSON pointer to the schema of a JSON body, as the fragment of a URI. */
export function requestSchema({ path, method }: Route): string {
  return `/paths/${escape(path)}/${method.toLowerCase()}/requestBody/content/${escape('application/json')}/schema`;
}

function escape(part: string): string {
  return encodeURIComponent(part.replaceAll('~', '~0').replaceAll('/', '~1'));
}

function pattern(path: string): RegExp {
  return new RegExp(`^${path.replaceAll(/\{[^}]+\}/g, '[^/]+')}$`);
}

function describe(errors: readonly ErrorObject[] | null | undefined): string {
  return (errors ?? []).map(({ instancePath, message }) => `${instancePath || 'the body'} ${message ?? ''}`).join(', ');
}
