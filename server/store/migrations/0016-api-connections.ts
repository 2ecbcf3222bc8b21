import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  // One statement per column, because SQLite cannot add two columns at once.
  await db.schema.alterTable('connections').addColumn('external_ref', 'text').execute();
  await db.schema.alterTable('connections').addColumn('imported_hash', 'bytea').execute();
  // A partial index, because most connections have no such reference.
  await db.schema
    .createIndex('connections_external_ref')
    .unique()
    .on('connections')
    .columns(['organization', 'tenant_id', 'external_ref'])
    .where(sql.ref('external_ref'), 'is not', null)
    .execute();

  // The last three columns are filters of the same list. In the index, they cost no read of the row.
  await db.schema
    .createIndex('connections_organization_updated')
    .on('connections')
    .columns(['organization', 'updated_at', 'id', 'status', 'connector', 'tenant_id'])
    .execute();
  await db.schema
    .createIndex('connections_organization_tenant_updated')
    .on('connections')
    .columns(['organization', 'tenant_id', 'updated_at', 'id'])
    .execute();
}

/** Adds the references of imported connections, and indexes for lists of what has changed. */
export const apiConnections: Migration = { up };
