import { type Kysely, sql } from 'kysely';

import type { ConnectionListQuery, StoredConnection, UpdatedConnectionsQuery } from './connection-store.ts';
import { COLUMNS, toConnection } from './kysely-connection-row.ts';
import { RUNNING_STATUSES } from './kysely-sign-in-store.ts';
import type { Database } from './schema.ts';

/** See `ConnectionStore.listAbandoned`. */
export async function listAbandoned(
  db: Kysely<Database>,
  { now, limit }: { readonly now: number; readonly limit: number },
): Promise<readonly StoredConnection[]> {
  const rows = await db
    .selectFrom('connections as c')
    .select(COLUMNS.map((column) => `c.${column}` as const))
    .where('c.delete_after', '<=', now)
    .where((eb) =>
      eb.exists(
        eb
          .selectFrom('connections as older')
          .select('older.id')
          .whereRef('older.organization', '=', 'c.organization')
          .whereRef('older.tenant_id', '=', 'c.tenant_id')
          .whereRef('older.connector', '=', 'c.connector')
          .whereRef('older.user_key', 'is not distinct from', 'c.user_key')
          .whereRef('older.id', '<', 'c.id'),
      ),
    )
    // A sign-in that never ends is deleted some time after it expires.
    .where((eb) =>
      eb.not(
        eb.exists(
          eb
            .selectFrom('sign_ins')
            .select('sign_ins.id')
            .whereRef('sign_ins.organization', '=', 'c.organization')
            .whereRef('sign_ins.tenant_id', '=', 'c.tenant_id')
            .whereRef('sign_ins.connection_id', '=', 'c.id')
            .where('sign_ins.status', 'in', RUNNING_STATUSES),
        ),
      ),
    )
    .orderBy('c.delete_after')
    .orderBy('c.id')
    .limit(limit)
    .execute();
  return rows.map(toConnection);
}

/** See `ConnectionStore.listOrganization`. */
export async function listOrganization(
  db: Kysely<Database>,
  { organization, ...query }: ConnectionListQuery & { readonly organization: string },
): Promise<readonly StoredConnection[]> {
  let select = db
    .selectFrom('connections')
    .select(COLUMNS)
    .where('organization', '=', organization)
    .where('id', '>', query.afterId)
    .orderBy('id')
    .limit(query.limit);
  if (query.tenantId !== undefined) select = select.where('tenant_id', '=', query.tenantId);
  if (query.connector !== undefined) select = select.where('connector', '=', query.connector);
  if (query.status !== undefined) select = select.where('status', '=', query.status);
  return (await select.execute()).map(toConnection);
}

/** See `ConnectionStore.listUpdated`. */
export async function listUpdated(
  db: Kysely<Database>,
  { organization, ...query }: UpdatedConnectionsQuery & { readonly organization: string },
): Promise<readonly StoredConnection[]> {
  const { after, tenantId, connector, status } = query;
  let select = db
    .selectFrom('connections')
    .select(COLUMNS)
    .where('organization', '=', organization)
    .where((eb) => eb(eb.refTuple('updated_at', 'id'), '>', eb.tuple(after.updatedAt, after.id)))
    .orderBy('updated_at')
    .orderBy('id')
    .limit(query.limit);
  if (tenantId !== undefined) select = select.where('tenant_id', '=', tenantId);
  // With a plus sign, SQLite does not use the index of this column alone, with which it would have to sort.
  if (connector !== undefined) select = select.where(sql<string>`+connector`, '=', connector);
  if (status !== undefined) select = select.where(sql<string>`+status`, '=', status);
  return (await select.execute()).map(toConnection);
}
