import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** How long a use extended a session before this migration. */
const EXTENDED_BY_MS = 3_600_000;

async function up(db: Kysely<unknown>): Promise<void> {
  // One statement per column, because SQLite cannot add two columns at once.
  const sessions = db.schema.alterTable('sessions');
  await sessions.addColumn('embed_token_hash', 'bytea').execute();
  await sessions.addColumn('created_at', 'bigint', (column) => column.notNull().defaultTo(0)).execute();

  // Older sessions have no start time, so their twelve hours count from their last extension.
  await db
    .$extendTables<{ sessions: { created_at: number; expires_at: number } }>()
    .updateTable('sessions')
    .set((eb) => ({ created_at: eb('expires_at', '-', EXTENDED_BY_MS) }))
    .execute();

  // A partial index, so that sessions of single-use tokens cost nothing.
  await db.schema
    .createIndex('sessions_embed_token')
    .on('sessions')
    .columns(['embed_token_hash', 'created_at'])
    .where(sql.ref('embed_token_hash'), 'is not', null)
    .execute();
}

/** Adds the token and the start time of a session. */
export const sessionLimits: Migration = { up };
