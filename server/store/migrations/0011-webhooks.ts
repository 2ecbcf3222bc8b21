import { type Kysely, sql } from 'kysely';

async function up(db: Kysely<unknown>): Promise<void> {
  // Endpoints used to belong to installations, and nothing was ever sent to them.
  await db.schema.dropTable('webhook_endpoints').execute();
  await sql`delete from counters where name = 'webhook_endpoint'`.execute(db);
  // Each delivery has its own next attempt.
  await db.schema.dropIndex('outbox_due').execute();
  await db.schema.alterTable('outbox').dropColumn('next_attempt_at').execute();

  await createEndpoints(db);
  await createDeliveries(db);
}

async function createEndpoints(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('webhook_endpoints')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint')
    .addColumn('url', 'text', (column) => column.notNull())
    .addColumn('events_json', 'text', (column) => column.notNull())
    .addColumn('secret', 'bytea', (column) => column.notNull())
    .addColumn('previous_secret', 'bytea')
    .addColumn('previous_secret_until', 'bigint')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addForeignKeyConstraint(
      'webhook_endpoints_tenant',
      ['organization', 'tenant_id'],
      'tenants',
      ['organization', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  await db.schema
    .createIndex('webhook_endpoints_organization')
    .on('webhook_endpoints')
    .columns(['organization', 'tenant_id', 'created_at', 'id'])
    .execute();

  // A table of its own, because endpoints of the configuration have no row in `webhook_endpoints`.
  await db.schema
    .createTable('disabled_webhook_endpoints')
    .addColumn('endpoint_id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('reason', 'text', (column) => column.notNull())
    .addColumn('disabled_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('disabled_webhook_endpoints_organization')
    .on('disabled_webhook_endpoints')
    .column('organization')
    .execute();

  await db.schema
    .createTable('webhook_listeners')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema
    .createIndex('webhook_listeners_organization')
    .on('webhook_listeners')
    .column('organization')
    .execute();
  await db.schema.createIndex('webhook_listeners_expiry').on('webhook_listeners').column('expires_at').execute();
}

async function createDeliveries(db: Kysely<unknown>): Promise<void> {
  await db
    .$extendTables<{ counters: { name: string; value: number } }>()
    .insertInto('counters')
    .values({ name: 'webhook_delivery', value: 0 })
    .execute();
  await db.schema
    .createTable('webhook_deliveries')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('endpoint_id', 'text', (column) => column.notNull())
    .addColumn('event_id', 'text', (column) => column.notNull().references('outbox.id').onDelete('cascade'))
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('attempts', 'integer', (column) => column.notNull())
    .addColumn('next_attempt_at', 'bigint')
    .addColumn('fence', 'integer', (column) => column.notNull())
    .addColumn('last_attempt_at', 'bigint')
    .addColumn('status_code', 'integer')
    .addColumn('duration_ms', 'integer')
    .addColumn('error', 'text')
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .execute();
  await db.schema.createIndex('webhook_deliveries_event').on('webhook_deliveries').column('event_id').execute();
  await db.schema
    .createIndex('webhook_deliveries_endpoint')
    .on('webhook_deliveries')
    .columns(['organization', 'endpoint_id', 'id'])
    .execute();
  // A partial index, so that deliveries without a further attempt cost nothing.
  await db.schema
    .createIndex('webhook_deliveries_due')
    .on('webhook_deliveries')
    .columns(['endpoint_id', 'next_attempt_at', 'id'])
    .where(sql.ref('next_attempt_at'), 'is not', null)
    .execute();
}

/** Adds webhook endpoints of organizations, and deliveries of events to them. */
export const webhooks = { up, runsAlone: true } as const;
