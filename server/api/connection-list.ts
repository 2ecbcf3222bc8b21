import { z } from '@hono/zod-openapi';
import { CONNECTION_STATUSES } from '../../widget/protocol/connection.ts';
import { MalformedCursorError } from '../errors.ts';
import { requestObject } from '../field-issues.ts';
import type { ConnectionListQuery, StoredConnection } from '../store/connection-store.ts';
import type { Store } from '../store/store.ts';
import { connectionSchema, ownedConnectionResource } from './connection-resource.ts';
import type { ConnectionResource } from './connection-resource.ts';
import { pageParameters, pageSchema, readCursor, sinceParameter, toPage } from './pagination.ts';
import type { PageQuery } from './pagination.ts';
import { tenantReferenceSchema } from './tenant-reference.ts';

/** Query parameters of the list of connections. */
export const connectionListParameters = requestObject({
  ...pageParameters,
  tenant: tenantReferenceSchema.optional(),
  connector: z.string().min(1).max(63).optional().openapi({ example: 'hubspot' }),
  status: z.enum(CONNECTION_STATUSES).optional(),
  since: sinceParameter.openapi({
    description:
      'Only connections that were changed at this time or later, in the order of their changes. To follow changes, ask ' +
      'again with the highest `updated_at` of the answer before, less a minute, because some changes are stored late.',
  }),
});

/** A page of connections. */
export const connectionPageSchema = pageSchema(connectionSchema).openapi('ConnectionPage');

/** What to list, and for whom. */
export interface ConnectionListOptions {
  readonly organization: string;
  /** Ids of the tenants whose connections are listed. `null`: all. */
  readonly tenantIds: readonly number[] | null;
  readonly query: z.output<typeof connectionListParameters>;
}

/** A page of a list: its rows, and its answer. */
type Page = Promise<{ data: ConnectionResource[]; next_cursor: string | null }>;

/**
 * Lists connections by id, or in the order of their changes for a query with `since`. Each page costs one index search for
 * each of `tenantIds`, however many connections there are.
 */
export async function listConnections(store: Store, options: ConnectionListOptions): Page {
  const { query } = options;
  return query.since === undefined ? listById(store, options) : listByChange(store, options, query.since);
}

async function listById(store: Store, options: ConnectionListOptions): Page {
  const { organization, query } = options;
  const afterId = readCursor(query) ?? 0;
  const rows = await listForTenants(options, (filter) =>
    store.connections.listOrganization(organization, { ...filter, afterId }),
  );
  const sorted = rows.toSorted((a, b) => a.id - b.id).slice(0, query.limit + 1);
  const toResource = await resources(store, organization, sorted);
  return toPage(sorted, query, toResource);
}

async function listByChange(store: Store, options: ConnectionListOptions, since: number): Page {
  const { organization, query } = options;
  const after = readChangeCursor(query) ?? { updatedAt: since, id: 0 };
  const rows = await listForTenants(options, (filter) =>
    store.connections.listUpdated(organization, { ...filter, after }),
  );
  const sorted = rows.toSorted((a, b) => a.updatedAt - b.updatedAt || a.id - b.id).slice(0, query.limit + 1);
  const toResource = await resources(store, organization, sorted);
  const page = await toPage(sorted, query, toResource);
  const last = sorted[query.limit - 1];
  return { ...page, next_cursor: page.next_cursor !== null && last ? writeChangeCursor(last) : null };
}

async function listForTenants(
  { tenantIds, query: { connector, status, limit } }: ConnectionListOptions,
  list: (filter: Omit<ConnectionListQuery, 'afterId'>) => Promise<readonly StoredConnection[]>,
): Promise<readonly StoredConnection[]> {
  const filter = {
    ...(connector !== undefined && { connector }),
    ...(status !== undefined && { status }),
    limit: limit + 1,
  };
  if (tenantIds === null) return list(filter);
  const lists = await Promise.all(tenantIds.map((tenantId) => list({ ...filter, tenantId })));
  return lists.flat();
}

async function resources(store: Store, organization: string, rows: readonly StoredConnection[]) {
  const ids = new Set(rows.map(({ tenantId }) => tenantId));
  const tenants = new Map((await store.tenants.findMany(organization, [...ids])).map((tenant) => [tenant.id, tenant]));
  return (connection: StoredConnection): ConnectionResource => {
    const tenant = tenants.get(connection.tenantId);
    if (!tenant) throw new TypeError('A connection has no tenant.');
    return ownedConnectionResource({ connection, tenant });
  };
}

/** Cursors of the order of changes have another version than those of the order of ids, so they are not mixed up. */
const CHANGE_CURSOR = /^\[2,([1-9]\d{0,15}),([1-9]\d{0,15})\]$/;

function writeChangeCursor({ updatedAt, id }: Pick<StoredConnection, 'updatedAt' | 'id'>): string {
  return Buffer.from(JSON.stringify([2, updatedAt, id])).toString('base64url');
}

function readChangeCursor({ cursor }: PageQuery): Pick<StoredConnection, 'updatedAt' | 'id'> | undefined {
  if (cursor === undefined) return undefined;
  const match = CHANGE_CURSOR.exec(Buffer.from(cursor, 'base64url').toString('latin1'));
  if (!match) throw new MalformedCursorError();
  const position = { updatedAt: Number(match[1]), id: Number(match[2]) };
  // A cursor is accepted in exactly one spelling.
  if (writeChangeCursor(position) !== cursor) throw new MalformedCursorError();
  return position;
}
