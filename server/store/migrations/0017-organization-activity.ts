import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.createIndex('activity_organization').on('activity').columns(['organization', 'id']).execute();
}

/** Lets a back end page through the activity of an organization. */
export const organizationActivity: Migration = { up };
