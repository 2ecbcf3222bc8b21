import assert from 'node:assert/strict';
import { after, before, describe, test, type TestContext } from 'node:test';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { StorageUnavailableError } from '../errors.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { COMMON_ANSWERS, HARNESS_OPTIONS, OWN_ANSWERS, type AskedRoute } from './testing/answers.ts';
import { startApiHarness, type ApiHarness } from './testing/api-harness.ts';
import { documentedAnswers, nameAnswer, routesOf, type Route } from './testing/openapi-document.ts';
import { ROUTES, type RouteCase } from './testing/routes.ts';
import { createRows, requestFor } from './testing/tenant-rows.ts';

let api: ApiHarness;
before(async () => {
  api = await startApiHarness(HARNESS_OPTIONS);
});
after(() => api.close());

async function prepare(t: TestContext, route: Route, row: RouteCase): Promise<AskedRoute> {
  const rows = await createRows(api.harness);
  const { token } = await issueAccessToken(api.harness, row.tokenType && { type: row.tokenType, scopes: [] });
  const { path: usualPath, ...usual } = requestFor(route, row, rows);
  const [usualWithoutQuery = ''] = usualPath.split('?');
  const { accessTokens } = api.harness.deps.store;
  return {
    ...{ api, route, row, rows },
    send: ({ query, path = query === undefined ? usualPath : `${usualWithoutQuery}?${query}`, ...difference } = {}) =>
      api.call(route.method, path, { token, ...usual, ...difference }),
    failNextRequest: (cause) => {
      if (cause === 'rate limit') {
        // eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors -- The library rejects with this.
        const refused = () => Promise.reject(new RateLimiterRes(0, 1000));
        t.mock.method(RateLimiterMemory.prototype, 'consume', refused, { times: 1 });
      } else {
        const error = cause === 'bug' ? new TypeError('a bug') : new StorageUnavailableError();
        t.mock.method(accessTokens, 'findByHash', () => Promise.reject(error), { times: 1 });
      }
    },
  };
}

describe('every answer in the OpenAPI document', () => {
  for (const [name, row] of Object.entries(ROUTES)) {
    test(`can be had from ${name}`, async (t) => {
      const route = routesOf(api.document).find((candidate) => candidate.name === name);
      assert.ok(route, 'the OpenAPI document has no such route');
      const asked = await prepare(t, route, row);
      const own = OWN_ANSWERS[route.operation.operationId ?? ''] ?? {};
      const answers = documentedAnswers(route);
      for (const answer of answers) {
        await t.test(answer, async () => {
          const ask = own[answer] ?? COMMON_ANSWERS[answer];
          assert.ok(ask, 'no test produces this answer: add a case to answers.ts, or remove it from the document');
          const { status, body, text } = await ask(asked);
          assert.equal(nameAnswer(status, body), answer, text);
        });
      }
      const unknown = Object.keys(own).filter((answer) => !answers.includes(answer));
      assert.deepEqual(unknown, [], 'answers.ts has cases that are not in the document');
    });
  }
});
