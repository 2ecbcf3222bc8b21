import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exampleOf } from './example-of.ts';
import { DocumentedResponses, documentedAnswers, routesOf, type OpenApiDocument } from './openapi-document.ts';

const thing = {
  type: 'object',
  required: ['id', 'at'],
  additionalProperties: false,
  properties: {
    id: { type: 'integer', example: 7 },
    at: { type: 'string', format: 'date-time', example: '2026-01-31T12:00:00.000Z' },
    name: { type: ['string', 'null'] },
  },
};
const content = { 'application/json': { schema: { $ref: '#/components/schemas/Thing' } } };
const error = { content: { 'application/json': { schema: { type: 'object' } } } };
const responses = {
  ...{ 200: { description: 'It.', content }, 204: { description: 'Nothing.' } },
  ...{ 409: { ...error, description: '`conflict`: busy.' }, 422: { ...error, description: '`a`: one. `b`: two.' } },
};
const document: OpenApiDocument = {
  openapi: '3.1.0',
  paths: {
    '/api/v1/things/{id}': { get: { responses } },
    '/api/v1/things/newest': { get: { responses: { 204: { description: 'Nothing.' } } } },
  },
  components: { schemas: { Thing: thing } },
};

const answer = (status: number, body: unknown, type = 'application/json; charset=UTF-8') =>
  [
    new Response(body === undefined ? null : JSON.stringify(body), { status, headers: { 'Content-Type': type } }),
    body === undefined ? '' : JSON.stringify(body),
  ] as const;

test('answers that the document has are accepted, and others are not', () => {
  const documented = new DocumentedResponses(document);
  const check = (path: string, ...given: Parameters<typeof answer>) =>
    documented.assertDocumented('GET', `/api/v1${path}`, ...answer(...given));
  const valid = { id: 1, at: '2026-01-31T12:00:00.000Z' };
  check('/things/1', 200, valid);
  check('/things/key:a%2Fb', 200, { ...valid, name: null });
  check('/things/1', 204, undefined);
  check('/things/newest', 204, undefined);
  check('/things/1', 409, { error: { code: 'conflict' } });
  for (const code of ['a', 'b']) check('/things/1', 422, { error: code, code });
  for (const [path, status, body, type] of [
    ['/things/1', 201, valid],
    ['/things/1', 200, { ...valid, id: '1' }],
    ['/things/1', 200, { ...valid, at: '2026-01-31' }],
    ['/things/1', 200, { ...valid, secret: 1 }],
    ['/things/1', 200, { id: 1 }],
    ['/things/1', 200, valid, 'text/html'],
    ['/things/1', 409, { error: { code: 'other' } }],
    ['/things/1', 422, { error: { code: 'conflict' } }],
    ['/things/newest', 200, valid],
    ['/things', 200, valid],
  ] as const) {
    assert.throws(() => check(path, status, body, type), { name: 'AssertionError' }, JSON.stringify([path, body]));
  }
});

test('the documented answers of an operation are its statuses, each with the codes in its description', () => {
  const [route] = routesOf(document);
  assert.ok(route);
  assert.deepEqual(documentedAnswers(route), ['200', '204', '409 conflict', '422 a', '422 b']);
  const undescribed = { ...route, operation: { responses: { 404: { description: 'Nothing.' } } } };
  assert.throws(() => documentedAnswers(undescribed), /has no code/);
});

test('the example of a schema is made of the examples of its parts', () => {
  const list = { type: 'array', items: { $ref: '#/components/schemas/Thing' } };
  assert.deepEqual(exampleOf(document, list), [{ id: 7, at: '2026-01-31T12:00:00.000Z', name: null }]);
  assert.equal(
    exampleOf(document, { type: 'object', required: ['a'], properties: { a: { type: 'string' } } }),
    undefined,
  );
});
