import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('signing_keys')
    .addColumn('kid', 'text', (column) => column.primaryKey().notNull())
    .addColumn('purpose', 'text', (column) => column.notNull())
    .addColumn('x', 'text', (column) => column.notNull())
    .addColumn('y', 'text', (column) => column.notNull())
    .addColumn('private_key', 'bytea', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('signs_from', 'bigint', (column) => column.notNull())
    .addColumn('published_until', 'bigint')
    .execute();
}

/** Adds the key pairs that sign receipts. */
export const signingKeys: Migration = { up };
