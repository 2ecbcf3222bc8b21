import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await addStatusTime(db);
  await createOutbox(db);
}

/** For each status: the activity types that start it, and the activity types that end it. */
const STATUS_ACTIVITY = [
  ['connected', ['connected'], ['created', 'disconnected', 'needs_reauth']],
  ['disconnected', ['created', 'disconnected'], ['connected', 'refused', 'needs_reauth']],
  ['needs_reauth', ['needs_reauth'], ['created', 'connected', 'disconnected']],
  ['error', ['refused'], ['created', 'connected', 'disconnected', 'needs_reauth']],
] as const;

async function addStatusTime(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .alterTable('connections')
    .addColumn('status_changed_at', 'bigint', (column) => column.notNull().defaultTo(0))
    .execute();
  // A temporary index for the next statements. No query of the server searches activity by connection.
  await db.schema.createIndex('activity_connection').on('activity').columns(['connection_id', 'id']).execute();
  const types = (names: readonly string[]) => sql.join(names.map((name) => `connection.${name}`));
  for (const [status, begins, ends] of STATUS_ACTIVITY) {
    // A status started with its first activity after the last activity of another status.
    await sql`
      update connections set status_changed_at = coalesce(
        (
          select min(own.at) from activity as own
          where own.connection_id = connections.id and own.type in (${types(begins)}) and own.id > coalesce(
            (
              select max(other.id) from activity as other
              where other.connection_id = connections.id and other.type in (${types(ends)})
            ),
            0
          )
        ),
        case when status = 'connected' then connected_at end,
        updated_at
      )
      where status = ${status}`.execute(db);
  }
  await db.schema.dropIndex('activity_connection').execute();
}

async function createOutbox(db: Kysely<unknown>): Promise<void> {
  // No foreign keys, because the deletion of a tenant or connection is itself an event to send.
  await db.schema
    .createTable('outbox')
    .addColumn('id', 'text', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint', (column) => column.notNull())
    .addColumn('user_key', 'text')
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('sequence', 'bigint', (column) => column.notNull())
    .addColumn('body_version', 'integer', (column) => column.notNull())
    .addColumn('body_json', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('next_attempt_at', 'bigint')
    .addUniqueConstraint('outbox_sequence', ['organization', 'sequence'])
    .execute();
  await db.schema.createIndex('outbox_created').on('outbox').column('created_at').execute();
  // A partial index, so that events without a further attempt cost nothing.
  await db.schema
    .createIndex('outbox_due')
    .on('outbox')
    .columns(['next_attempt_at', 'organization', 'sequence'])
    .where(sql.ref('next_attempt_at'), 'is not', null)
    .execute();

  await db.schema
    .createTable('outbox_sequences')
    .addColumn('organization', 'text', (column) => column.primaryKey().notNull())
    .addColumn('value', 'bigint', (column) => column.notNull())
    .execute();
  // The sequence of a new organization continues the value in the row without a name.
  await db
    .$extendTables<{ outbox_sequences: { organization: string; value: number } }>()
    .insertInto('outbox_sequences')
    .values({ organization: '', value: 0 })
    .execute();
}

/** Adds events that wait to be sent to webhooks, and the time of each connection's last change of status. */
export const outbox: Migration = { up };
