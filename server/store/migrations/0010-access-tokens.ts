import type { Kysely } from 'kysely';
import type { Migration } from 'kysely/migration';

async function up(db: Kysely<unknown>): Promise<void> {
  await db
    .$extendTables<{ counters: { name: string; value: number } }>()
    .insertInto('counters')
    .values({ name: 'access_token', value: 0 })
    .execute();

  await db.schema
    .createTable('access_tokens')
    .addColumn('id', 'bigint', (column) => column.primaryKey().notNull())
    .addColumn('organization', 'text', (column) => column.notNull())
    .addColumn('name', 'text', (column) => column.notNull())
    .addColumn('type', 'text', (column) => column.notNull())
    .addColumn('scopes_json', 'text', (column) => column.notNull())
    .addColumn('tenants_json', 'text')
    .addColumn('token_hash', 'blob', (column) => column.notNull().unique())
    .addColumn('hint', 'text', (column) => column.notNull())
    .addColumn('created_at', 'bigint', (column) => column.notNull())
    .addColumn('expires_at', 'bigint')
    .addColumn('last_used_at', 'bigint')
    .addColumn('revoked_at', 'bigint')
    .execute();
  await db.schema
    .createIndex('access_tokens_organization')
    .on('access_tokens')
    .columns(['organization', 'id'])
    .execute();

  await db.schema
    .createTable('idempotency_keys')
    .addColumn('access_token_id', 'bigint', (column) => column.notNull())
    .addColumn('key', 'text', (column) => column.notNull())
    .addColumn('request_hash', 'blob', (column) => column.notNull())
    .addColumn('response', 'blob')
    .addColumn('expires_at', 'bigint', (column) => column.notNull())
    .addPrimaryKeyConstraint('idempotency_keys_primary', ['access_token_id', 'key'])
    .execute();
  await db.schema.createIndex('idempotency_keys_expiry').on('idempotency_keys').column('expires_at').execute();
}

/** Adds the access tokens of back ends, and the answers to requests with an `Idempotency-Key`. */
export const accessTokens: Migration = { up };
