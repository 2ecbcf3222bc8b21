import type { ServerSettings } from '../config/config.ts';
import { tenantSecrets } from '../connections/tenant-secret.ts';
import { StorageUnavailableError } from '../errors.ts';
import { readSqliteFile } from '../store/sqlite-inspect.ts';
import type { Stores } from '../store/store.ts';
import { createVault } from '../store/vault.ts';
import { databaseFile, existingEncryptionKeys } from './environment.ts';
import type { StoredKeys } from './explain-token.ts';

const SECRETS_NOT_READ =
  'Secrets of single accounts that were set by API were not read, because ENCRYPTION_KEYS is not set.';

/** Calls `work` with the keys and secrets that back ends have set, or with `undefined` if no database can be read. */
export async function withStoredKeys<T>(
  settings: ServerSettings,
  work: (stored: StoredKeys | undefined) => Promise<T>,
): Promise<T> {
  const read = (stores: Stores) => work(storedKeys(stores, existingEncryptionKeys(settings)));
  try {
    const result = await readSqliteFile(
      { file: databaseFile(settings) },
      async (stores) => [await read(stores)] as const,
    );
    if (result) return result[0];
  } catch (error) {
    // The keys of the configuration can be explained nevertheless.
    if (!(error instanceof StorageUnavailableError)) throw error;
  }
  return work(undefined);
}

function storedKeys(store: Stores, encryptionKeys: readonly Uint8Array[]): StoredKeys {
  if (encryptionKeys.length === 0) {
    return { store, findTenantSecret: () => Promise.resolve(undefined), notes: [SECRETS_NOT_READ] };
  }
  return { store, ...tenantSecrets({ store, vault: createVault(encryptionKeys) }), notes: [] };
}
