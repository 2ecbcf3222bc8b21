import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('tenants').addColumn('name', 'text').execute();
}

/** What to call a tenant. */
export const tenantNames: Migration = { up };
