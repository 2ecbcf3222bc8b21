import assert from 'node:assert/strict';
import { createConnection } from '../../connections/change-connection.ts';
import type { Tenant } from '../../store/tenant-store.ts';
import { newOutboxEvent } from '../../store/testing/seed-store.ts';
import type { Harness } from '../../testing/harness.ts';
import { endpointSecretLocation } from '../../webhooks/configured-endpoints.ts';
import type { Route } from './openapi-document.ts';
import { MARKER } from './routes.ts';
import type { RouteCase, TenantRows } from './routes.ts';

/** The id of nothing. */
const ABSENT_ID = 9_000_000_000;

let tenants = 0;

/** Creates a tenant of the organization `acme` with one row of each kind. */
export async function createRows({ deps }: Pick<Harness, 'deps'>): Promise<TenantRows> {
  const tenantKey = `${MARKER}-${(tenants += 1)}`;
  const names = { userKey: `${MARKER}-user`, connector: 'sandbox-basic', name: `${MARKER} connection` };
  const connection = await createConnection(deps, { ...names, organization: 'acme', tenantKey, actor: null });
  const tenant = await deps.store.tenants.findByKey('acme', tenantKey);
  assert.ok(tenant);
  return { tenant, connection, ...(await createRun(deps, tenant)), ...(await createDelivery(deps, tenant)) };
}

/** Installs an integration that left the configuration, and reports a run of it. */
async function createRun(
  { store, now }: Harness['deps'],
  { id: tenantId }: Tenant,
): Promise<Pick<TenantRows, 'installationId' | 'runId'>> {
  const scope = { organization: 'acme', tenantId };
  return store.write(async ({ installations, runs }) => {
    const installation = await installations.create(scope, {
      ...{ userKey: null, integration: 'removed', settings: '{}', schedule: '0 * * * *', now: now() },
    });
    const run = await runs.create(scope, installation.id, {
      ...{ status: 'running', message: null, overview: [], details: [], errors: [], now: now() },
    });
    return { installationId: installation.id, runId: run.id };
  });
}

/** Registers a webhook endpoint of a tenant that cannot be reached, and adds an event for it. */
async function createDelivery(
  { store, vault, now }: Harness['deps'],
  tenant: Tenant,
): Promise<Pick<TenantRows, 'endpointId' | 'deliveryId'>> {
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

/** Names of nothing, in the same form. */
export function absentRows({ tenant, connection }: TenantRows): TenantRows {
  return {
    tenant: { ...tenant, id: ABSENT_ID, key: 'absent' },
    connection: { ...connection, id: ABSENT_ID, tenantId: ABSENT_ID },
    installationId: ABSENT_ID,
    runId: ABSENT_ID,
    endpointId: 'whe_absent',
    deliveryId: ABSENT_ID,
  };
}

/** Returns the path below `/api/v1` and the body of the request of a route for the rows of a tenant. */
export function requestFor({ path }: Route, { request }: RouteCase, rows: TenantRows) {
  const { params = {}, query, body } = request?.(rows) ?? {};
  const filled = path
    .replace('/api/v1', '')
    .replaceAll(/\{([^}]+)\}/g, (_whole, name: string) => encodeURIComponent(params[name] ?? ''));
  return { path: query === undefined ? filled : `${filled}?${query}`, ...(body !== undefined && { body }) };
}
