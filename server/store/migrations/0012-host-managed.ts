import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema.alterTable('tenants').addColumn('token_secret', 'blob').execute();

  const flag = (name: string) =>
    db.schema.alterTable('connections').addColumn(name, 'bigint', (column) => column.notNull().defaultTo(0));
  await flag('host_managed').execute();
  await db.schema.alterTable('connections').addColumn('host_value_hash', 'blob').execute();
  await db.schema.alterTable('connections').addColumn('host_issued_at', 'bigint').execute();
  // No user has an empty key. Two nulls would not be equal in an index.
  await db.schema
    .createIndex('connections_host_managed')
    .on('connections')
    .unique()
    .columns([...['organization', 'tenant_id', 'connector'].map((name) => sql.ref(name)), sql`coalesce(user_key, '')`])
    .where(sql.ref('host_managed'), '=', 1)
    .execute();
}

/** Adds the secrets of single tenants, and the connections whose credentials come from the host with its tokens. */
export const hostManaged: Migration = { up };
