import { z } from '@hono/zod-openapi';
import { CONNECTION_STATUSES } from '../../widget/protocol/connection.ts';
import { ERROR_CODES } from '../../widget/protocol/error-codes.ts';
import { visibleConnector } from '../connections/visible-connections.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { AccessToken } from '../http/require-access-token.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Store } from '../store/store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { connectionResource } from '../webhooks/resources.ts';

/** A time in the API. */
export const timeSchema = z.iso.datetime().openapi({ example: '2026-01-31T12:00:00.000Z' });

/** What a back end sees of a connection. */
export const connectionSchema = z
  .strictObject({
    id: z.number().int().openapi({ description: 'Unique on the server, never used again.' }),
    tenant: z.strictObject({
      id: z.number().int(),
      key: z.string().openapi({ description: 'What the organization calls the customer account.' }),
      name: z.string().nullable().openapi({ description: 'Name of the customer account, if a token has named it.' }),
    }),
    user: z.string().nullable().openapi({ description: 'The user whose own connection it is. `null`: the tenant’s.' }),
    connector: z.string(),
    name: z.string().openapi({ description: 'What people call the connection.' }),
    status: z.enum(CONNECTION_STATUSES),
    connected: z.boolean().openapi({ description: 'Whether the status is `connected`.' }),
    verified: z.boolean().openapi({ description: 'Whether the stored credentials were checked with the provider.' }),
    account: z.string().nullable().openapi({ description: 'Name of the account at the provider.' }),
    error: z.enum(ERROR_CODES).nullable().openapi({ description: 'Why it is not connected.' }),
    external_ref: z.string().nullable().openapi({ description: 'What the back end that imported it calls it.' }),
    connected_at: timeSchema.nullable().openapi({ description: 'When the stored credentials were accepted.' }),
    status_changed_at: timeSchema,
    created_at: timeSchema,
    updated_at: timeSchema.openapi({ description: 'When anything of it changed, also a refresh of its tokens.' }),
  })
  .openapi('Connection', {
    example: {
      ...{ id: 12, tenant: { id: 3, key: '4242', name: 'Initech' }, user: null, connector: 'hubspot', name: 'Sales' },
      ...{ status: 'connected', connected: true, verified: true, account: 'ann@example.com', error: null },
      ...{ external_ref: null, connected_at: '2026-01-31T12:00:00.000Z' },
      ...{ status_changed_at: '2026-01-31T12:00:00.000Z', created_at: '2026-01-31T11:59:00.000Z' },
      updated_at: '2026-01-31T12:00:00.000Z',
    },
  });

/** What a back end sees of a connection. */
export type ConnectionResource = z.input<typeof connectionSchema>;

/** The parameter of paths that name a connection. */
export const connectionParameters = z.object({
  id: z
    .string()
    .regex(/^[1-9]\d{0,15}$/, 'must be the id of a connection')
    .transform(Number)
    .openapi({ type: 'integer', description: 'Id of the connection.', example: 12, param: { in: 'path', name: 'id' } }),
});

/** A connection with its tenant. */
export interface OwnedConnection {
  readonly connection: StoredConnection;
  readonly tenant: Pick<Tenant, 'id' | 'key' | 'name'>;
}

/**
 * Finds a connection that an access token may read and change, with its tenant. Throws `NotFoundError` for one of another
 * organization, or of a tenant that the token is not for.
 */
export async function requireConnection(store: Store, accessToken: AccessToken, id: number): Promise<OwnedConnection> {
  const connection = await findConnection(store, accessToken, id);
  const tenant = await store.tenants.find(connection.organization, connection.tenantId);
  if (!tenant || !mayUseTenant(accessToken, tenant.key)) throw new NotFoundError();
  return { connection, tenant };
}

/** Like {@link requireConnection}. Reads the tenant only if the access token is not for all of them. */
export async function requireConnectionOnly(
  store: Store,
  accessToken: AccessToken,
  id: number,
): Promise<StoredConnection> {
  if (accessToken.tenants === null) return findConnection(store, accessToken, id);
  return (await requireConnection(store, accessToken, id)).connection;
}

async function findConnection(store: Store, { organization }: AccessToken, id: number): Promise<StoredConnection> {
  // Larger numbers are rounded, so they would name another connection.
  const connection = Number.isSafeInteger(id)
    ? await store.connections.findInOrganization(organization.slug, id)
    : undefined;
  if (!connection) throw new NotFoundError();
  return connection;
}

/** Describes a connection for a back end. */
export function ownedConnectionResource({ connection, tenant }: OwnedConnection): ConnectionResource {
  const { id, ...rest } = connectionResource(connection);
  return { id, tenant: { id: tenant.id, key: tenant.key, name: tenant.name }, ...rest };
}

/** Finds the connector of a connection. Throws `ConflictError` if it is not in the configuration any more. */
export function requireDefinition({ organization }: AccessToken, { connector }: StoredConnection): ConnectorDefinition {
  const definition = visibleConnector(organization, connector);
  if (definition) return definition;
  throw new ConflictError('The connector of this connection is not in the configuration any more.');
}
