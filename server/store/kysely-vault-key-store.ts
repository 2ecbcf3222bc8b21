import type { Kysely } from 'kysely';

import { bytes } from './kysely-bytes.ts';
import type { Database } from './schema.ts';
import type { VaultKeyRecord, VaultKeyStore } from './vault-key-store.ts';

/** {@link VaultKeyStore} with Kysely. */
export class KyselyVaultKeyStore implements VaultKeyStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async list(): Promise<readonly VaultKeyRecord[]> {
    const rows = await this.#db.selectFrom('vault_keys').select(['key_id', 'check_value']).orderBy('key_id').execute();
    return rows.map((row) => ({ keyId: row.key_id, checkValue: bytes(row.check_value) }));
  }

  async add(keyId: string, check: Uint8Array, now: number): Promise<void> {
    await this.#db
      .insertInto('vault_keys')
      .values({ key_id: keyId, check_value: check, created_at: now })
      .onConflict((conflict) => conflict.column('key_id').doNothing())
      .execute();
  }
}
