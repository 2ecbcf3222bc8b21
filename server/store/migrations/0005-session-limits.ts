import { type Kysely, sql } from 'kysely';
import type { Migration } from 'kysely/migration';

/** What a use of a session added to its life before this migration. */
const EXTENDED_BY_MS = 3_600_000;

async function up(db: Kysely<unknown>): Promise<void> {
  // One statement per column: SQLite adds no two at once.
  const sessions = db.schema.alterTable('sessions');
  await sessions.addColumn('embed_token_hash', 'bytea').execute();
  await sessions.addColumn('created_at', 'bigint', (column) => column.notNull().defaultTo(0)).execute();

  // Sessions from before do not say when they began: their twelve hours count from their last extension.
  await db
    .$extendTables<{ sessions: { created_at: number; expires_at: number } }>()
    .updateTable('sessions')
    .set((eb) => ({ created_at: eb('expires_at', '-', EXTENDED_BY_MS) }))
    .execute();

  // Partial: sessions of tokens that open one session only cost nothing here.
  await db.schema
    .createIndex('sessions_embed_token')
    .on('sessions')
    .columns(['embed_token_hash', 'created_at'])
    .where(sql.ref('embed_token_hash'), 'is not', null)
    .execute();
}

/** Which token opened a session, and when it began. */
export const sessionLimits: Migration = { up };
