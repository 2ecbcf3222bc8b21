import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ACCESS_SCOPES } from '../store/access-token-store.ts';
import { startApiHarness, type ApiHarness } from './testing/api-harness.ts';
import { exampleOf } from './testing/example-of.ts';
import { requestSchema, responseSchema, routesOf, type Operation } from './testing/openapi-document.ts';

const JSON_TYPE = 'application/json';
/** Errors that every route can have. */
const COMMON_STATUSES = ['401', '403', '429', '500', '503'];

let api: ApiHarness;
before(async () => {
  api = await startApiHarness();
});
after(() => api.close());

/** Whether an operation has the errors of another embed system. */
function isOfEmbedSystem(operation: Operation): boolean {
  return operation['x-access-token-type'] !== undefined;
}

function isStreamed({ requestBody }: Operation): boolean {
  return requestBody?.content['application/x-ndjson'] !== undefined;
}

/** Errors that follow from the form of an operation. */
function expectedStatuses(operation: Operation, method: string, path: string): string[] {
  const { parameters = [] } = operation;
  const hasBody = method !== 'GET' && !isStreamed(operation);
  return [
    ...COMMON_STATUSES,
    ...(path.includes('{') ? ['404'] : []),
    ...(parameters.some(({ name }) => name === 'cursor') ? ['400'] : []),
    ...(parameters.some(({ in: place }) => place !== 'header') ? ['422'] : []),
    ...(hasBody ? ['400', '413', '415', '422'] : []),
    ...(hasBody && (method === 'POST' || method === 'PATCH') ? ['409'] : []),
    ...(isStreamed(operation) ? ['415'] : []),
  ];
}

describe('the OpenAPI document', () => {
  test('names and describes every operation', () => {
    const ids = new Set<string | undefined>();
    for (const { name, method, path, operation } of routesOf(api.document)) {
      const { operationId, summary, tags, parameters = [], security, responses } = operation;
      assert.match(operationId ?? '', /^[a-z][A-Za-z]+$/, name);
      assert.ok(!ids.has(operationId), `${name}: another operation is called ${operationId}`);
      ids.add(operationId);
      assert.match(summary ?? '', /^[A-Z].*[^.]$/, `${name} has a summary without a full stop`);
      assert.equal(tags?.length, 1, `${name} has one tag`);
      const scopes: readonly unknown[] = isOfEmbedSystem(operation) ? [undefined] : ACCESS_SCOPES;
      assert.ok(scopes.includes(operation['x-scope']), `${name} has a scope`);
      assert.deepEqual(security, [{ accessToken: [] }], name);
      for (const [, parameter = ''] of path.matchAll(/\{([^}]+)\}/g)) {
        assert.ok(
          parameters.some((known) => known.in === 'path' && known.name === parameter),
          `${name}: ${parameter}`,
        );
      }
      const hasKey = parameters.some((known) => known.in === 'header' && known.name === 'Idempotency-Key');
      const isRepeatable = method === 'POST' && !isStreamed(operation) && !isOfEmbedSystem(operation);
      assert.equal(hasKey, isRepeatable, `${name}: Idempotency-Key`);
      assert.ok(
        Object.keys(responses).some((status) => status.startsWith('2')),
        `${name} has an answer`,
      );
    }
  });

  test('has every error of every operation', () => {
    for (const { name, method, path, operation } of routesOf(api.document)) {
      if (isOfEmbedSystem(operation)) continue;
      const missing = expectedStatuses(operation, method, path).filter((status) => !operation.responses[status]);
      assert.deepEqual(missing, [], name);
      for (const [status, { content }] of Object.entries(operation.responses)) {
        if (status.startsWith('2')) continue;
        assert.equal(content?.[JSON_TYPE]?.schema?.$ref, '#/components/schemas/Error', `${name}: ${status}`);
      }
    }
  });

  test('has an example of every body, which matches its schema', () => {
    for (const route of routesOf(api.document)) {
      const { name, operation } = route;
      const bodies = [
        [requestSchema(route), operation.requestBody?.content[JSON_TYPE]] as const,
        ...Object.entries(operation.responses).map(
          ([status, { content }]) => [responseSchema(route, status), content?.[JSON_TYPE]] as const,
        ),
      ];
      for (const [pointer, content] of bodies) {
        if (!content) continue;
        const example = content.example ?? exampleOf(api.document, content.schema ?? {});
        assert.notEqual(example, undefined, `${name} has no example: ${pointer}`);
        api.documented.assertValid(pointer, example, `the example of ${name}`);
      }
    }
  });
});
