import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  const column = (name: string, type: 'bytea' | 'bigint' | 'text') =>
    db.schema.alterTable('installations').addColumn(name, type).execute();
  await column('secret_settings', 'bytea');
  await db.schema
    .alterTable('installations')
    .addColumn('time_zone', 'text', (zone) => zone.notNull().defaultTo('UTC'))
    .execute();
  await column('next_due_at', 'bigint');
  await column('updated_by', 'text');
  await db.schema
    .alterTable('installations')
    .addColumn('revision', 'bigint', (revision) => revision.notNull().defaultTo(1))
    .execute();
  await db.schema.createIndex('installations_due').on('installations').columns(['next_due_at', 'id']).execute();
  await createOwnerIndex(db);
  await createDrafts(db);
  await createConsents(db);
}

/** No user has an empty key. Two nulls would not be equal in an index. */
const ownerColumns = [
  ...['organization', 'tenant_id', 'integration'].map((name) => sql.ref(name)),
  sql`coalesce(user_key, '')`,
];

async function createOwnerIndex(db: Kysely<unknown>): Promise<void> {
  // Pages showed only the oldest installation of an owner and integration.
  await sql`delete from installations where id not in (
    select min(id) from installations group by organization, tenant_id, integration, coalesce(user_key, '')
  )`.execute(db);
  await db.schema
    .createIndex('installations_owner')
    .on('installations')
    .unique()
    .columns([...ownerColumns])
    .execute();
}

async function createDrafts(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('installation_drafts')
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint', (column) => column.notNull())
    .addColumn('integration', 'text', (column) => column.notNull())
    // Empty for a token without a user, because a primary key has no null.
    .addColumn('user_key', 'text', (column) => column.notNull())
    .addColumn('step', 'text', (column) => column.notNull())
    .addColumn('settings_json', 'text', (column) => column.notNull())
    .addColumn('secret_settings', 'bytea')
    .addColumn('schedule', 'text', (column) => column.notNull())
    .addColumn('time_zone', 'text', (column) => column.notNull())
    .addColumn('updated_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('installation_drafts_pkey', ['organization', 'tenant_id', 'integration', 'user_key'])
    .addForeignKeyConstraint(
      'installation_drafts_tenant',
      ['organization', 'tenant_id'],
      'tenants',
      ['organization', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
  await db.schema.createIndex('installation_drafts_age').on('installation_drafts').column('updated_at').execute();
}

async function createConsents(db: Kysely<unknown>): Promise<void> {
  await db.schema
    .createTable('consents')
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('tenant_id', 'bigint', (column) => column.notNull())
    .addColumn('integration', 'text', (column) => column.notNull())
    // Empty for the consent of a whole account.
    .addColumn('user_key', 'text', (column) => column.notNull())
    .addColumn('text_hash', 'bytea', (column) => column.notNull())
    .addColumn('locale', 'text', (column) => column.notNull())
    .addColumn('actor_id', 'text')
    .addColumn('actor_name', 'text')
    .addColumn('given_at', 'bigint', (column) => column.notNull())
    .addColumn('withdrawn_at', 'bigint')
    .addPrimaryKeyConstraint('consents_pkey', ['organization', 'tenant_id', 'integration', 'user_key'])
    .addForeignKeyConstraint(
      'consents_tenant',
      ['organization', 'tenant_id'],
      'tenants',
      ['organization', 'id'],
      (key) => key.onDelete('cascade'),
    )
    .execute();
}

/**
 * Adds what people set in an install flow: secret settings, time zones, drafts and consents. Lets each owner install an
 * integration once.
 */
export const installFlow: Migration = { up };
