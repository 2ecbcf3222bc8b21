import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness, type ApiHarness, type ApiRequest } from './testing/api-harness.ts';
import { routesOf, type Route } from './testing/openapi-document.ts';

let api: ApiHarness;
let token: string;
before(async () => {
  api = await startApiHarness();
  token = (await issueAccessToken(api.harness)).token;
});
after(() => api.close());

/** The routes of the API itself. Those of embed systems have rules of their own. */
function apiRoutes(): readonly Route[] {
  return routesOf(api.document).filter(({ operation }) => operation['x-scope'] !== undefined);
}

/** Sends a request to a path whose parameters name nothing. */
function send({ method, path }: Route, { query = '', ...request }: ApiRequest & { readonly query?: string } = {}) {
  const filled = path.replace('/api/v1', '').replaceAll(/\{[^}]+\}/g, '9000000000');
  return api.call(method, filled + query, { token, ...request });
}

async function assertInvalid(sent: ReturnType<typeof send>, status: number, where: string): Promise<void> {
  const { status: received, body, text } = await sent;
  assert.equal(received, status, `${where}: ${text}`);
  assert.equal(body.error.code, 'invalid_request', where);
}

describe('every route of the API', () => {
  test('refuses a JSON body with an unknown field, and names it', async () => {
    const routes = apiRoutes().filter(({ operation }) => operation.requestBody?.content['application/json']);
    assert.ok(routes.length > 0);
    for (const route of routes) {
      const { status, body } = await send(route, { body: { unknown_field: 1 } });
      assert.equal(status, 422, route.name);
      assert.ok(
        body.error.fields?.some(
          ({ path, message }) => path === 'unknown_field' && /^is not a known field/.test(message),
        ),
        route.name,
      );
    }
  });

  test('refuses a cursor that no page had, and an unknown parameter', async () => {
    const routes = apiRoutes().filter(({ operation }) =>
      operation.parameters?.some(({ in: place }) => place === 'query'),
    );
    const paged = routes.filter(({ operation }) => operation.parameters?.some(({ name }) => name === 'cursor'));
    assert.ok(paged.length > 0);
    for (const route of routes) {
      const { status, body } = await send(route, { query: '?unknown=1' });
      assert.deepEqual([status, body.error.fields?.[0]?.path], [422, 'unknown'], route.name);
    }
    // Below a path with parameters, what the path names is looked up first.
    for (const route of paged.filter(({ path }) => !path.includes('{'))) {
      await assertInvalid(send(route, { query: '?cursor=x' }), 400, route.name);
    }
  });

  test('refuses an Idempotency-Key that is none', async () => {
    for (const route of apiRoutes().filter(({ method }) => method === 'POST')) {
      const { requestBody } = route.operation;
      // A body of another type is streamed, so no key can name it.
      if (requestBody && !requestBody.content['application/json']) continue;
      const body = requestBody ? { body: {} } : {};
      await assertInvalid(send(route, { ...body, headers: { 'Idempotency-Key': 'a b' } }), 422, route.name);
    }
  });
});
