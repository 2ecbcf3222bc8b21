import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { createConnection } from '../connections/change-connection.ts';
import { ACCESS_SCOPES, type AccessScope } from '../store/access-token-store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { newOutboxEvent } from '../store/testing/seed-store.ts';
import { endpointSecretLocation } from '../webhooks/find-receiver.ts';
import { issueAccessToken } from './testing/access-token.ts';
import { startApiHarness, type ApiAnswer, type ApiHarness } from './testing/api-harness.ts';
import { routesOf, type Route } from './testing/openapi-document.ts';
import { MARKER, ROUTES, type RouteCase, type TenantRows } from './testing/routes.ts';

/** The id of nothing. */
const ABSENT_ID = 9_000_000_000;

let api: ApiHarness;
before(async () => {
  api = await startApiHarness();
});
after(() => api.close());

let tenants = 0;

/** Creates a tenant with one row of each kind. */
async function createRows(): Promise<TenantRows> {
  const { deps } = api.harness;
  const tenantKey = `${MARKER}-${(tenants += 1)}`;
  const names = { userKey: `${MARKER}-user`, connector: 'sandbox-basic', name: `${MARKER} connection` };
  const connection = await createConnection(deps, { ...names, organization: 'acme', tenantKey, actor: null });
  const tenant = await deps.store.tenants.findByKey('acme', tenantKey);
  assert.ok(tenant);
  return { tenant, connection, ...(await createDelivery(tenant)) };
}

/** Registers a webhook endpoint of a tenant that cannot be reached, and adds an event for it. */
async function createDelivery(tenant: Tenant): Promise<Pick<TenantRows, 'endpointId' | 'deliveryId'>> {
  const { store, vault, now } = api.harness.deps;
  const scope = { organization: 'acme', tenantId: tenant.id };
  const id = `whe_${tenant.key}`;
  // Nothing listens there.
  const endpoint = { id, ...scope, url: 'http://127.0.0.1:9/', events: ['*'], createdAt: now(), updatedAt: now() };
  const secret = vault.seal(endpointSecretLocation({ organization: 'acme', id }), 'whsec_c2VjcmV0');
  await store.write(async ({ webhookEndpoints, outbox }) => {
    await webhookEndpoints.create({ ...endpoint, secret, previousSecret: null });
    await outbox.add(scope, newOutboxEvent(`evt_${tenant.key}`, now()), () => '{}');
  });
  const [delivery] = await store.webhookDeliveries.list('acme', { endpointId: id, limit: 1 });
  assert.ok(delivery);
  return { endpointId: id, deliveryId: delivery.id };
}

async function deleteEndpoints(...owners: readonly TenantRows[]): Promise<void> {
  await api.harness.deps.store.write(async ({ webhookEndpoints }) => {
    for (const { endpointId } of owners) await webhookEndpoints.delete('acme', endpointId);
  });
}

/** Names of nothing, in the same form. */
function absentRows({ tenant, connection }: TenantRows): TenantRows {
  return {
    tenant: { ...tenant, id: ABSENT_ID, key: 'absent' },
    connection: { ...connection, id: ABSENT_ID, tenantId: ABSENT_ID },
    endpointId: 'whe_absent',
    deliveryId: ABSENT_ID,
  };
}

async function tokenOf(changes: Parameters<typeof issueAccessToken>[1] = {}): Promise<string> {
  return (await issueAccessToken(api.harness, changes)).token;
}

async function revokedToken(changes: Parameters<typeof issueAccessToken>[1]): Promise<string> {
  const { token, stored } = await issueAccessToken(api.harness, changes);
  const { store, now } = api.harness.deps;
  await store.write(({ accessTokens }) => accessTokens.revoke('acme', stored.id, now()));
  return token;
}

function send({ method, path }: Route, { request }: RouteCase, rows: TenantRows, token?: string) {
  const { params = {}, query, body } = request?.(rows) ?? {};
  const filled = path
    .replace('/api/v1', '')
    .replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
  const address = query === undefined ? filled : `${filled}?${query}`;
  return api.call(method, address, { ...(token !== undefined && { token }), ...(body !== undefined && { body }) });
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
      const rows = await createRows();
      const otherRows = await createRows();
      // An organization has a maximum number of endpoints.
      t.after(() => deleteEndpoints(rows, otherRows));
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
