import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await extendConnections(db);
  await createFlows(db);
  await db
    .$extendTables<{ counters: { name: string; value: number } }>()
    .insertInto('counters')
    .values({ name: 'flow', value: 0 })
    .execute();
}

async function extendConnections(db: Kysely<unknown>): Promise<void> {
  // One statement per column, because SQLite cannot add two columns at once.
  const connections = db.schema.alterTable('connections');
  await connections.addColumn('expires_at', 'bigint').execute();
  await connections.addColumn('renew_at', 'bigint').execute();
  await connections.addColumn('renewal_failures', 'integer', (column) => column.notNull().defaultTo(0)).execute();
  await connections.addColumn('fence', 'bigint', (column) => column.notNull().defaultTo(0)).execute();
  await connections.addColumn('leased_until', 'bigint').execute();

  // A partial index, so that connections without refresh cost nothing.
  await db.schema
    .createIndex('connections_renewal')
    .on('connections')
    .columns(['status', 'renew_at', 'id'])
    .where(sql.ref('renew_at'), 'is not', null)
    .execute();

  // The same columns as before, but unique, so that a foreign key can refer to a connection and its tenant.
  await db.schema.dropIndex('connections_organization_tenant_id').execute();
  await db.schema
    .createIndex('connections_scope')
    .unique()
    .on('connections')
    .columns(['organization', 'tenant_id', 'id'])
    .execute();
}

async function createFlows(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('flows')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint', (column) => column.notNull())
    .addColumn('connection_id', 'bigint', (column) => column.notNull())
    .addColumn('connector', 'text', (column) => column.notNull())
    .addColumn('context_json', 'text', (column) => column.notNull())
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'bytea', (column) => column.notNull().unique())
    .addColumn('state_hash', 'bytea', (column) => column.unique())
    .addColumn('cookie_hash', 'bytea')
    .addColumn('secrets', 'bytea')
    .addColumn('wrong_codes', 'integer', (column) => column.notNull())
    .addColumn('mismatched', 'integer', (column) => column.notNull())
    .addColumn('problem_code', 'text')
    .addColumn('problem_message', 'text')
    .addColumn('previous_account', 'text')
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    // The foreign key includes the tenant. A flow is deleted with its connection.
    .addForeignKeyConstraint(
      'flows_connection',
      ['organization', 'tenant_id', 'connection_id'],
      'connections',
      ['organization', 'tenant_id', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  await db.schema
    .createIndex('flows_connection_index')
    .on('flows')
    .columns(['organization', 'tenant_id', 'connection_id'])
    .execute();
  await db.schema.createIndex('flows_tenant').on('flows').columns(['organization', 'tenant_id', 'id']).execute();
  await db.schema.createIndex('flows_expiry').on('flows').column('expires_at').execute();
}

/** Adds sign-ins and token refreshes. */
export const signIn: Migration = { up };
