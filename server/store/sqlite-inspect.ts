import { accessSync, constants, existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';

import { StorageUnavailableError } from '../errors.ts';
import type { Kysely } from 'kysely';
import { kyselyStores } from './kysely-stores.ts';
import { migrationState, type MigrationState } from './migrate.ts';
import type { Database } from './schema.ts';
import { SIGNING_PURPOSES, type StoredSigningKey } from './signing-key-store.ts';
import { SqliteConnection } from './sqlite-connection.ts';
import { kyselyOn, openSqliteReader } from './sqlite-database.ts';
import { assertMatchingWal } from './sqlite-wal-match.ts';
import type { Stores } from './store.ts';
import type { VaultKeyRecord } from './vault-key-store.ts';

/** Content of a database file. */
export interface DatabaseState extends MigrationState {
  /** The keys that have sealed secrets in this database. Empty if the tables are too old. */
  readonly vaultKeys: readonly VaultKeyRecord[];
  /** Keys that sign tokens, of all purposes. Empty before the first start of a version that has them. */
  readonly signingKeys: readonly StoredSigningKey[];
}

/**
 * Reads a database file without changing its content. It also works while a server uses the file. Resolves to
 * `undefined` if the file does not exist.
 *
 * Throws `StorageUnavailableError` when a server could not use the file: it is not a database, its log belongs to
 * another file, or its folder is not writable.
 */
export async function inspectSqliteFile({ file }: { readonly file: string }): Promise<DatabaseState | undefined> {
  return readFile(file, async (db) => {
    const state = await migrationState(db);
    const tables = (await db.introspection.getTables()).map(({ name }) => name);
    const { vaultKeys, signingKeys } = kyselyStores(db);
    const hasSigningKeys = tables.includes('signing_keys');
    const listKeys = SIGNING_PURPOSES.map(async (purpose) => (hasSigningKeys ? signingKeys.list(purpose) : []));
    return {
      ...state,
      vaultKeys: tables.includes('vault_keys') ? await vaultKeys.list() : [],
      signingKeys: (await Promise.all(listKeys)).flat(),
    };
  });
}

/**
 * Reads the rows of a database file without changing its content. Resolves to `undefined` without calling `work` if the file
 * does not exist, or if it has not exactly the tables of this version. Throws as {@link inspectSqliteFile} does.
 */
export async function readSqliteFile<T>(
  { file }: { readonly file: string },
  work: (stores: Stores) => Promise<T>,
): Promise<T | undefined> {
  return readFile(file, async (db) => {
    const { missing, unknown } = await migrationState(db);
    return missing.length + unknown.length > 0 ? undefined : work(kyselyStores(db));
  });
}

async function readFile<T>(file: string, work: (db: Kysely<Database>) => Promise<T>): Promise<T | undefined> {
  const path = resolve(file);
  assertWritable(path);
  assertMatchingWal(path);
  if (!existsSync(path)) return undefined;
  const connection = new SqliteConnection(openSqliteReader(path), { readOnly: true });
  try {
    return await work(kyselyOn(connection));
  } finally {
    connection.close();
  }
}

/** Also checks the nearest existing folder, because SQLite keeps its log beside the file. */
function assertWritable(path: string): void {
  let folder = dirname(path);
  while (!existsSync(folder)) folder = dirname(folder);
  try {
    // With the dot, the check fails if the path is a file and not a folder.
    accessSync(`${folder}/.`, constants.W_OK | constants.X_OK);
    if (existsSync(path)) accessSync(path, constants.R_OK | constants.W_OK);
  } catch (cause) {
    throw new StorageUnavailableError({ cause });
  }
}
