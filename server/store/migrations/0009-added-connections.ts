import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('connections').addColumn('delete_after', 'bigint').execute();
  // Partial: most connections are never deleted by themselves.
  await db.schema
    .createIndex('connections_delete_after')
    .on('connections')
    .columns(['delete_after', 'id'])
    .where(sql.ref('delete_after'), 'is not', null)
    .execute();
}

/** When a connection that a person added, and never connected, is deleted. */
export const addedConnections: Migration = { up };
