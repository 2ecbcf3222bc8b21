import type { StoredConnection } from '../../store/connection-store.ts';
import type { Tenant } from '../../store/tenant-store.ts';

/** Rows of one tenant, whose names all begin with {@link MARKER}. */
export interface TenantRows {
  readonly tenant: Tenant;
  readonly connection: StoredConnection;
  /** Its `integration` is removed from the configuration. */
  readonly installationId: number;
  readonly runId: number;
  /** A webhook endpoint for the events of this tenant only. */
  readonly endpointId: string;
  /** To that endpoint. */
  readonly deliveryId: number;
}

/** Part of every name of the rows of the tenant. An answer for another caller does not have it. */
export const MARKER = 'victim';

/** How the rows of a tenant fill a request. */
export interface RouteRequest {
  /** Values of the parameters in the path. */
  readonly params?: Readonly<Record<string, string | number>>;
  readonly query?: string;
  readonly body?: unknown;
}

/** What the matrix of access expects of a route. */
export interface RouteCase {
  /**
   * Whose data the route reads or writes.
   *
   * `tenant`: one tenant's, which the request names. Other callers get 404, as for one that is absent. `list`: those of all
   * tenants that the access token may see. `organization`: no tenant's.
   */
  readonly of: 'tenant' | 'list' | 'organization';
  /** The request for the rows of a tenant. Default: no parameters and no body. */
  readonly request?: (rows: TenantRows) => RouteRequest;
  /** The status for the organization's own access tokens. */
  readonly status: number;
  /** The status for a token that is restricted to tenants, where it is another one. */
  readonly restrictedStatus?: number;
  /** The type of access token, where it is another one than `api`. A token of another type is then unauthorized. */
  readonly tokenType?: 'embed';
  /** The status for a token that is restricted to other tenants, where it is not 404. */
  readonly otherTenantStatus?: number;
  /** Whether a tenant is created if it is absent, so that only restricted tokens get 404. */
  readonly creates?: true;
}

const ofConnection = ({ connection }: TenantRows): RouteRequest => ({ params: { id: connection.id } });
/** A request whose path names the tenant. */
function ofTenant(body?: unknown): (rows: TenantRows) => RouteRequest {
  return ({ tenant }) => ({ params: { tenant: tenant.id }, body });
}

/** A request whose path names the installation. */
function ofInstallation(body?: unknown): (rows: TenantRows) => RouteRequest {
  return ({ installationId }) => ({ params: { id: installationId }, body });
}

/** Every route of the OpenAPI document. A route without a row fails the tests. Keys are sorted by resource. */
export const ROUTES: Readonly<Record<string, RouteCase>> = {
  'GET /activity': { of: 'list', status: 200 },
  'GET /connections': { of: 'list', request: () => ({ query: 'limit=200' }), status: 200 },
  'POST /connections': {
    of: 'tenant',
    request: ({ tenant }) => ({ body: { tenant: tenant.key, connector: 'sandbox-basic' } }),
    status: 201,
    creates: true,
  },
  'GET /connections/{id}': { of: 'tenant', request: ofConnection, status: 200 },
  'PATCH /connections/{id}': {
    of: 'tenant',
    request: (rows) => ({ ...ofConnection(rows), body: { name: `${MARKER} renamed` } }),
    status: 200,
  },
  'DELETE /connections/{id}': { of: 'tenant', request: ofConnection, status: 204 },
  'POST /connections/{id}/disconnect': { of: 'tenant', request: ofConnection, status: 200 },
  // The connection of the test is not connected.
  'POST /connections/{id}/verify': { of: 'tenant', request: ofConnection, status: 409 },
  'GET /connections/{id}/credentials': { of: 'tenant', request: ofConnection, status: 409 },
  // Each line names a tenant, and has a result of its own.
  'POST /connections/import': { of: 'organization', status: 200 },
  'GET /connectors': { of: 'organization', status: 200 },
  'POST /embed-tokens': {
    of: 'tenant',
    request: ({ tenant }) => ({ body: { tenant: tenant.key } }),
    status: 200,
    creates: true,
  },
  'GET /installations': { of: 'list', request: () => ({ query: 'limit=200' }), status: 200 },
  'POST /installations': {
    of: 'tenant',
    request: ({ tenant }) => ({ body: { tenant: tenant.key, integration: 'plain' } }),
    status: 201,
    creates: true,
  },
  'GET /installations/{id}': { of: 'tenant', request: ofInstallation(), status: 200 },
  'PATCH /installations/{id}': { of: 'tenant', request: ofInstallation({ paused: true }), status: 200 },
  'DELETE /installations/{id}': { of: 'tenant', request: ofInstallation(), status: 204 },
  'GET /installations/{id}/runs': { of: 'tenant', request: ofInstallation(), status: 200 },
  'POST /installations/{id}/runs': { of: 'tenant', request: ofInstallation({ status: 'running' }), status: 201 },
  'PATCH /installations/{id}/runs/{run}': {
    of: 'tenant',
    request: ({ installationId, runId }) => ({
      params: { id: installationId, run: runId },
      body: { status: 'success' },
    }),
    status: 200,
  },
  'GET /integrations': { of: 'organization', status: 200 },
  'PUT /tenants/{tenant}/secret': {
    of: 'tenant',
    request: ({ tenant }) => ({ params: { tenant: tenant.id }, body: {} }),
    status: 200,
  },
  'DELETE /tenants/{tenant}/secret': {
    of: 'tenant',
    request: ({ tenant }) => ({ params: { tenant: tenant.id } }),
    status: 204,
  },
  'POST /public/token': {
    of: 'tenant',
    request: ({ tenant }) => ({ body: { email: 'ada@customer.example', tenant: tenant.key } }),
    status: 200,
    tokenType: 'embed',
    otherTenantStatus: 422,
    creates: true,
  },
  'GET /webhook-endpoints': { of: 'list', status: 200 },
  'POST /webhook-endpoints': {
    of: 'tenant',
    request: ({ tenant }) => ({ body: { url: 'https://1.1.1.1/hooks', tenant: tenant.key } }),
    status: 201,
  },
  'GET /webhook-endpoints/{id}': { of: 'tenant', request: endpoint, status: 200 },
  'PATCH /webhook-endpoints/{id}': {
    of: 'tenant',
    request: (rows) => ({ ...endpoint(rows), body: { events: ['*'] } }),
    status: 200,
  },
  'DELETE /webhook-endpoints/{id}': { of: 'tenant', request: endpoint, status: 204 },
  'POST /webhook-endpoints/{id}/test': { of: 'tenant', request: endpoint, status: 200 },
  'GET /webhook-endpoints/{id}/deliveries': { of: 'tenant', request: endpoint, status: 200 },
  'POST /deliveries/{id}/redeliver': {
    of: 'tenant',
    request: ({ deliveryId }) => ({ params: { id: deliveryId } }),
    status: 202,
  },
  'GET /tenants': { of: 'list', request: () => ({ query: 'limit=200' }), status: 200 },
  'POST /tenants': {
    of: 'tenant',
    creates: true,
    request: ({ tenant: { key } }) => ({ body: { key } }),
    status: 200,
  },
  'GET /tenants/{tenant}': { of: 'tenant', request: ofTenant(), status: 200 },
  'PATCH /tenants/{tenant}': { of: 'tenant', request: ofTenant({ name: 'Contoso' }), status: 200 },
  'DELETE /tenants/{tenant}': { of: 'tenant', request: ofTenant(), status: 204 },
  'POST /tenants/{tenant}/sign-out': { of: 'tenant', request: ofTenant({}), status: 200 },
};

function endpoint({ endpointId }: TenantRows): RouteRequest {
  return { params: { id: endpointId } };
}
