import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { ACCESS_SCOPES, type AccessScope } from '../store/access-token-store.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness, type ApiAnswer, type ApiHarness } from './testing/api-harness.ts';
import { routesOf, type Route } from './testing/openapi-document.ts';
import { MARKER, ROUTES, type RouteCase, type TenantRows } from './testing/routes.ts';
import { absentRows, createRows, requestFor } from './testing/tenant-rows.ts';

let api: ApiHarness;
before(async () => {
  api = await startApiHarness();
});
after(() => api.close());

async function tokenOf(changes: Parameters<typeof issueAccessToken>[1] = {}): Promise<string> {
  return (await issueAccessToken(api.harness, changes)).token;
}

async function revokedToken(changes: Parameters<typeof issueAccessToken>[1]): Promise<string> {
  const { token, stored } = await issueAccessToken(api.harness, changes);
  const { store, now } = api.harness.deps;
  await store.write(({ accessTokens }) => accessTokens.revoke('acme', stored.id, now()));
  return token;
}

function send(route: Route, row: RouteCase, rows: TenantRows, token?: string) {
  const { path, ...request } = requestFor(route, row, rows);
  return api.call(route.method, path, { ...request, ...(token !== undefined && { token }) });
}

/** The text of an answer, without the id of its request. */
function withoutRequestId({ text }: ApiAnswer): string {
  return text.replace(/"requestId":"[^"]*"/, '');
}

/** Sends a request that must be refused as if the rows were absent. */
async function assertAbsent(
  route: Route,
  row: RouteCase,
  rows: TenantRows,
  { token, status = 404 }: { readonly token: string; readonly status?: number },
): Promise<void> {
  const refused = await send(route, row, rows, token);
  assert.equal(refused.status, status);
  const absent = await send(route, row, absentRows(rows), token);
  assert.deepEqual([absent.status, withoutRequestId(absent)], [status, withoutRequestId(refused)]);
}

/** Whether an answer shows the rows of the tenant. */
function isVisible({ text }: ApiAnswer, { tenant, connection }: TenantRows): boolean {
  return text.includes(tenant.key) || text.includes(connection.name);
}

describe('every route of the API', () => {
  test('is in the table of routes', () => {
    const names = routesOf(api.document).map(({ name }) => name);
    assert.deepEqual(names.toSorted(), Object.keys(ROUTES).toSorted());
  });

  for (const [name, row] of Object.entries(ROUTES)) {
    test(`${name} serves those who may use it, and no one else`, async (t) => {
      const route = routesOf(api.document).find((candidate) => candidate.name === name);
      assert.ok(route, 'the OpenAPI document has no such route');
      const rows = await createRows(api.harness);
      const otherRows = await createRows(api.harness);
      const { key } = rows.tenant;
      const scope = route.operation['x-scope'] as AccessScope;
      const cell = (title: string, work: () => Promise<void>) => t.test(title, work);
      const refuses = (title: string, status: number, token?: string) =>
        cell(title, async () => assert.equal((await send(route, row, rows, token)).status, status));

      await refuses('no token: 401', 401);
      const isApi = row.tokenType === undefined;
      const usual = isApi ? { scopes: [scope] } : { type: row.tokenType, scopes: [] };
      await refuses('a revoked token: 401', 401, await revokedToken(usual));
      const ofWrongType = await tokenOf(isApi ? { type: 'embed', scopes: [] } : {});
      const wrongTypeStatus = isApi ? 403 : 401;
      await refuses(`a token of the wrong type: ${wrongTypeStatus}`, wrongTypeStatus, ofWrongType);
      if (isApi) {
        const others = ACCESS_SCOPES.filter((other) => other !== scope);
        await refuses('a token with every other scope: 403', 403, await tokenOf({ scopes: others }));
      }

      const foreign = await tokenOf({ ...usual, organization: 'globex' });
      const elsewhere = await tokenOf({ ...usual, tenants: [`${MARKER}-elsewhere`] });
      const restricted = await tokenOf({ ...usual, tenants: [key] });
      const own = await tokenOf(usual);
      if (row.of === 'tenant') {
        if (!row.creates)
          await cell('another organization: 404', () => assertAbsent(route, row, rows, { token: foreign }));
        const otherTenant = row.otherTenantStatus ?? 404;
        await cell(`a token for another tenant: ${otherTenant}`, () =>
          assertAbsent(route, row, rows, { token: elsewhere, status: otherTenant }),
        );
      } else {
        for (const [title, token, status] of [
          ['another organization', foreign, row.status],
          ['a token for another tenant', elsewhere, row.restrictedStatus ?? row.status],
        ] as const) {
          await cell(`${title}: nothing of the tenant`, async () => {
            const answer = await send(route, row, rows, token);
            assert.equal(answer.status, status);
            assert.ok(!isVisible(answer, rows));
          });
        }
      }

      // Last, since the refused requests before have changed nothing of what these find.
      for (const [title, token, status, mine] of [
        ['a token for this tenant', restricted, row.restrictedStatus ?? row.status, rows],
        ['a token for all tenants', own, row.status, otherRows],
      ] as const) {
        await cell(`${title}: ${status}`, async () => {
          const answer = await send(route, row, mine, token);
          assert.equal(answer.status, status, answer.text);
          if (row.of === 'list') assert.ok(isVisible(answer, mine));
        });
      }
    });
  }
});
