import { type Kysely, sql } from 'kysely';
import { Migrator, type Migration } from 'kysely/migration';

import { migrations } from './migrations/all.ts';
import type { Database } from './schema.ts';

/** A newer version of this program has changed the database. Start that version, or restore a backup. */
export class SchemaTooNewError extends Error {
  override readonly name = 'SchemaTooNewError';
  /** Names of the migrations that this version does not have. */
  readonly unknown: readonly string[];

  constructor(unknown: readonly string[]) {
    super(`A newer version has changed this database. Migrations that this version lacks: ${unknown.join(', ')}`);
    this.unknown = unknown;
  }
}

/**
 * Migrates the tables to this version, and resolves to the names of the migrations that it ran.
 *
 * The caller holds the lock against other processes, and the transaction. A migration that fails changes nothing.
 * Throws {@link SchemaTooNewError} and changes nothing if the database is newer than this version.
 */
export async function migrate(
  db: Kysely<Database>,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<readonly string[]> {
  const { missing, unknown } = await migrationState(db, known);
  if (unknown.length > 0) throw new SchemaTooNewError(unknown);
  if (missing.length === 0) return [];

  const migrator = new Migrator({ db, provider: { getMigrations: () => Promise.resolve({ ...known }) } });
  const { error, results = [] } = await migrator.migrateToLatest();
  if (error !== undefined) throw error instanceof Error ? error : new Error('A migration failed.', { cause: error });
  return results.map(({ migrationName }) => migrationName);
}

/** How the tables of a database differ from those of this version, as names of migrations. */
export interface MigrationState {
  /** The migrations that the next start will run. */
  readonly missing: readonly string[];
  /** The migrations that a newer version has run. */
  readonly unknown: readonly string[];
}

/** Compares a database with this version, without changing it. */
export async function migrationState(
  db: Kysely<Database>,
  known: Readonly<Record<string, Migration>> = migrations,
): Promise<MigrationState> {
  const names = await executedMigrations(db);
  return {
    missing: Object.keys(known).filter((name) => !names.includes(name)),
    unknown: names.filter((name) => !Object.hasOwn(known, name)),
  };
}

async function executedMigrations(db: Kysely<Database>): Promise<readonly string[]> {
  // Each start asks. Kysely's introspection would read the columns of all tables.
  const tables = await sql`select 1 from sqlite_master where type = 'table' and name = 'kysely_migration'`.execute(db);
  if (tables.rows.length === 0) return [];
  const { rows } = await sql<{ name: string }>`select name from kysely_migration order by name`.execute(db);
  return rows.map(({ name }) => name);
}
