import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db
    .$extendTables<{ counters: { name: string; value: number } }>()
    .insertInto('counters')
    .values({ name: 'run', value: 0 })
    .execute();
  await db.schema
    .createTable('runs')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint', (column) => column.notNull())
    .addColumn('installation_id', 'bigint', (column) => column.notNull())
    .addColumn('status', 'text', (column) => column.notNull())
    .addColumn('message', 'text')
    .addColumn('overview_json', 'text', (column) => column.notNull())
    .addColumn('details_json', 'text', (column) => column.notNull())
    .addColumn('errors_json', 'text', (column) => column.notNull())
    .addColumn('started_at', 'bigint', (column) => column.notNull())
    .addColumn('finished_at', 'bigint')
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addColumn('revision', 'bigint', (column) => column.notNull())
    .addForeignKeyConstraint(
      'runs_installation',
      ['organization', 'tenant_id', 'installation_id'],
      'installations',
      ['organization', 'tenant_id', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  const installation = ['organization', 'tenant_id', 'installation_id'];
  await db.schema
    .createIndex('runs_installation_index')
    .on('runs')
    .columns([...installation, 'id'])
    .execute();
  // Finds the last run that succeeded.
  await db.schema
    .createIndex('runs_status')
    .on('runs')
    .columns([...installation, 'status', 'id'])
    .execute();

  // The columns after the id are filters of the same list. In the index, they cost no read of the row.
  await db.schema
    .createIndex('installations_organization')
    .on('installations')
    .columns(['organization', 'id', 'integration', 'updated_at'])
    .execute();
  // Most installations are scheduled or paused.
  await db.schema
    .createIndex('installations_unscheduled')
    .on('installations')
    .column('id')
    .where(sql.ref('next_due_at'), 'is', null)
    .where(sql.ref('paused'), '=', sql.lit(0))
    .execute();

  // The history of one integration. Most activity of a busy tenant is about others, or of these types.
  await db.schema
    .createIndex('activity_installation')
    .on('activity')
    .columns([...installation, 'id'])
    .where(sql.ref('installation_id'), 'is not', null)
    .where(sql.ref('type'), '<>', sql.lit('installation.triggered'))
    .execute();
  await db.schema
    .createIndex('activity_connection')
    .on('activity')
    .columns(['organization', 'tenant_id', 'connection_id', 'id'])
    .where(sql.ref('connection_id'), 'is not', null)
    .where(sql.ref('type'), '<>', sql.lit('connection.credentials_read'))
    .execute();
}

/** Adds the runs of installations, and indexes for due runs and for what happened to one installation or connection. */
export const runs: Migration = { up };
