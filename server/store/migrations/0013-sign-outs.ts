import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('sign_outs')
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint', (column) => column.notNull())
    // Empty for the whole tenant, because a primary key has no null.
    .addColumn('user_key', 'text', (column) => column.notNull())
    .addColumn('signed_out_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('sign_outs_pkey', ['organization', 'tenant_id', 'user_key'])
    .addForeignKeyConstraint(
      'sign_outs_tenant',
      ['organization', 'tenant_id'],
      'tenants',
      ['organization', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  await db.schema
    .alterTable('tenants')
    .addColumn('revision', 'bigint', (column) => column.notNull().defaultTo(1))
    .execute();
}

/** Adds the last sign-out of each tenant and of each user, and counts the changes of each tenant. */
export const signOuts: Migration = { up };
