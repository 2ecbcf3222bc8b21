import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The default interval of verifications when this migration was written. */
const DAY_SECONDS = 24 * 60 * 60;
/** Prime and no divisor of the day, so that neighbouring ids are far apart and every second of the day is used. */
const STEP_SECONDS = 7919;

async function up(db: Kysely<unknown>): Promise<void> {
  // One statement per column: SQLite adds no two at once.
  const connections = db.schema.alterTable('connections');
  await connections.addColumn('verify_at', 'bigint').execute();
  await connections.addColumn('verify_refusals', 'integer', (column) => column.notNull().defaultTo(0)).execute();

  // Spread over a day: providers are not asked for all connections at once.
  await sql`
    update connections
    set verify_at = ${Date.now()} + (id % ${sql.lit(DAY_SECONDS)} * ${sql.lit(STEP_SECONDS)} % ${sql.lit(DAY_SECONDS)}) * 1000
    where status = 'connected'`.execute(db);

  // By connector, so that what is due at one is found beside any backlog of another. Partial: a connection that is never
  // renewed or verified costs nothing here. The second one finds rows that were written while the clock was ahead; the
  // third one skips what waits for a renewal.
  await db.schema.dropIndex('connections_renewal').execute();
  for (const [name, columns, scheduled] of [
    ['connections_renewal', ['status', 'renew_at', 'id'], 'renew_at'],
    ['connections_renewal_updated', ['status', 'updated_at', 'id'], 'renew_at'],
    ['connections_verification', ['status', 'verify_at', 'id', 'renewal_failures', 'renew_at'], 'verify_at'],
  ] as const) {
    await db.schema
      .createIndex(name)
      .on('connections')
      .columns(['organization', 'connector', ...columns])
      .where(sql.ref(scheduled), 'is not', null)
      .execute();
  }
}

/** When stored credentials are verified again, and indexes that find what is due at each connector. */
export const verifySchedule: Migration = { up };
