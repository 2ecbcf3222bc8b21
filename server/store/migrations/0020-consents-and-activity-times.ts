import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('installations')
    .addColumn('awaits_consent', 'integer', (column) => column.notNull().defaultTo(0))
    .execute();
  // A connector alone has no schedule, but got the default one before. A back end has changed the others.
  await sql`update installations set schedule = '', next_due_at = null
    where integration like 'connector/%' and schedule = '0 * * * *' and revision = 1`.execute(db);
  await db.schema.createIndex('activity_time').on('activity').columns(['organization', 'at', 'id']).execute();
}

/**
 * Stores which installations are paused until a consent is given. Removes the schedule that connectors without an
 * integration were installed with. Finds activity by its time.
 */
export const consentsAndActivityTimes: Migration = { up };
