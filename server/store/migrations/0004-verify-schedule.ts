import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** The default interval of verifications when this migration was written. */
const DAY_SECONDS = 24 * 60 * 60;
/** A prime that does not divide a day, so that neighbouring ids are far apart and every second of the day is used. */
const STEP_SECONDS = 7919;

async function up(db: Kysely<unknown>): Promise<void> {
  // One statement per column, because SQLite cannot add two columns at once.
  const connections = db.schema.alterTable('connections');
  await connections.addColumn('verify_at', 'bigint').execute();
  await connections.addColumn('verify_refusals', 'integer', (column) => column.notNull().defaultTo(0)).execute();

  // Spreads verifications over a day, so that providers do not receive them all at once.
  await sql`
    update connections
    set verify_at = ${Date.now()} + (id % ${sql.lit(DAY_SECONDS)} * ${sql.lit(STEP_SECONDS)} % ${sql.lit(DAY_SECONDS)}) * 1000
    where status = 'connected'`.execute(db);

  // Indexes by connector, so that the backlog of one connector does not slow down others. They are partial, so that
  // connections without refresh or verification cost nothing. The second index finds rows that were written while the
  // clock was ahead. The third index skips connections that wait for a refresh.
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

/** Adds the time of the next verification, and indexes for due connections by connector. */
export const verifySchedule: Migration = { up };
