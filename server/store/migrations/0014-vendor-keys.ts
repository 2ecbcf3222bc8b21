import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('vendor_keys')
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('vendor_id', 'text', (column) => column.notNull())
    .addColumn('fingerprint', 'text', (column) => column.notNull())
    .addColumn('public_key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('accepted_until', 'bigint')
    .addPrimaryKeyConstraint('vendor_keys_pkey', ['organization', 'vendor_id', 'fingerprint'])
    .execute();
}

/** Adds the public keys of vendors that back ends set. */
export const vendorKeys: Migration = { up };
