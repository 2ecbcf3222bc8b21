import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('connections').addColumn('delete_after', 'bigint').execute();
  // A partial index, because most connections have no such time.
  await db.schema
    .createIndex('connections_delete_after')
    .on('connections')
    .columns(['delete_after', 'id'])
    .where(sql.ref('delete_after'), 'is not', null)
    .execute();
}

/** Adds the time at which a connection is deleted that a person has added and never connected. */
export const addedConnections: Migration = { up };
