import type { CreateTableBuilder, Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

/*
 * Works in SQLite and Postgres. Text is compared byte for byte, as SQLite does by default and Postgres for equality.
 * The pair (organization, id) is unique, so that foreign keys can refer to both columns. The database then refuses a
 * row with one organization and another organization's tenant.
 */

async function up(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('counters')
    .addColumn('name', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
  await db
    .$extendTables<{ counters: { name: string; value: number } }>()
    .insertInto('counters')
    .values(
      ['tenant', 'connection', 'installation', 'webhook_endpoint', 'activity'].map((name) => ({ name, value: 0 })),
    )
    .execute();

  await db.schema
    .createTable('tenants')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('tenants_scope', ['organization', 'id'])
    .addUniqueConstraint('tenants_key', ['organization', 'key'])
    .execute();

  await createConnections(db);
  await createSessionsAndUsedTokens(db);
  await createActivity(db);
  await createInstallations(db);

  await db.schema
    .createTable('vault_keys')
    .addColumn('key_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('check_value', 'bytea', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
}

async function createConnections(db: Kysely<unknown>): Promise<void> {
  await ownedByTenant(
    db.schema.createTable('connections').addColumn('id', 'bigint', (c) => c.primaryKey().notNull()),
    'connections_tenant',
  )
    .addColumn('user_key', 'text')
    .addColumn('connector', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('verified', 'integer', (column) => column.notNull())
    .addColumn('account', 'text')
    .addColumn('problem_code', 'text')
    .addColumn('problem_message', 'text')
    .addColumn('credentials', 'bytea')
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('connected_at', 'bigint')
    .execute();
  for (const columns of [['tenant_id'], [], ['connector'], ['status']]) {
    await db.schema
      .createIndex(['connections', 'organization', ...columns].join('_'))
      .on('connections')
      .columns(['organization', ...columns, 'id'])
      .execute();
  }
}

async function createSessionsAndUsedTokens(db: Kysely<unknown>): Promise<void> {
  // No index on the tenant: it would cost a write per page load, and only the deletion of a tenant would use it.
  await ownedByTenant(
    db.schema.createTable('sessions').addColumn('token_hash', 'bytea', (c) => c.primaryKey().notNull()),
    'sessions_tenant',
  )
    .addColumn('context_json', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('sessions_expiry').on('sessions').column('expires_at').execute();

  await db.schema
    .createTable('used_tokens')
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('token_hash', 'bytea', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('used_tokens_pkey', ['organization', 'token_hash'])
    .execute();
  await db.schema.createIndex('used_tokens_expiry').on('used_tokens').column('expires_at').execute();
}

async function createActivity(db: Kysely<unknown>): Promise<void> {
  // No foreign keys, because activity outlives its tenant and connection.
  await db.schema
    .createTable('activity')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('connection_id', 'bigint')
    .addColumn('installation_id', 'bigint')
    .addColumn('actor_id', 'text')
    .addColumn('actor_name', 'text')
    .addColumn('detail_json', 'text', (column) => column.notNull())
    .addColumn('at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('activity_tenant').on('activity').columns(['organization', 'tenant_id', 'id']).execute();
}

async function createInstallations(db: Kysely<unknown>): Promise<void> {
  await ownedByTenant(
    db.schema.createTable('installations').addColumn('id', 'bigint', (c) => c.primaryKey().notNull()),
    'installations_tenant',
  )
    .addColumn('user_key', 'text')
    .addColumn('integration', 'text', (column) => column.notNull())
    .addColumn('settings_json', 'text', (column) => column.notNull())
    .addColumn('schedule', 'text', (column) => column.notNull())
    .addColumn('paused', 'integer', (column) => column.notNull())
    .addColumn('capability_hash', 'bytea', (column) => column.unique())
    .addColumn('capability', 'bytea')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addUniqueConstraint('installations_scope', ['organization', 'tenant_id', 'id'])
    .execute();
  await db.schema
    .createIndex('installations_integration')
    .on('installations')
    .columns(['organization', 'tenant_id', 'integration', 'id'])
    .execute();

  await ownedByTenant(
    db.schema.createTable('webhook_endpoints').addColumn('id', 'bigint', (c) => c.primaryKey().notNull()),
    'webhook_endpoints_tenant',
  )
    .addColumn('installation_id', 'bigint', (column) => column.notNull())
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('events_json', 'text', (column) => column.notNull())
    .addColumn('secret', 'bytea')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addForeignKeyConstraint(
      'webhook_endpoints_installation',
      ['organization', 'tenant_id', 'installation_id'],
      'installations',
      ['organization', 'tenant_id', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  await db.schema
    .createIndex('webhook_endpoints_installation_index')
    .on('webhook_endpoints')
    .columns(['organization', 'tenant_id', 'installation_id'])
    .execute();
}

function ownedByTenant<Table extends string, Column extends string>(
  table: CreateTableBuilder<Table, Column>,
  foreignKey: string,
) {
  return table
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint', (column) => column.notNull())
    .addForeignKeyConstraint(
      foreignKey,
      ['organization', 'tenant_id'],
      'tenants',
      ['organization', 'id'],
      (constraint) => constraint.onDelete('cascade'),
    );
}

/** The first schema. */
export const initial: Migration = { up };
