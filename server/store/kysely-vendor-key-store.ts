import type { Kysely } from 'kysely';

import type { Database } from './schema.ts';
import type { VendorKey, VendorKeyStore, VendorKeyTimes } from './vendor-key-store.ts';

/** {@link VendorKeyStore} with Kysely. */
export class KyselyVendorKeyStore implements VendorKeyStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async add(
    { organization, vendorId, fingerprint, publicKey }: VendorKey,
    { now, previousUntil }: VendorKeyTimes,
  ): Promise<void> {
    await this.#db
      .deleteFrom('vendor_keys')
      .where('organization', '=', organization)
      .where('vendor_id', '=', vendorId)
      .where('accepted_until', '<=', now)
      .execute();
    await this.#db
      .updateTable('vendor_keys')
      .set({ accepted_until: previousUntil })
      .where('organization', '=', organization)
      .where('vendor_id', '=', vendorId)
      .where('fingerprint', '<>', fingerprint)
      .where('accepted_until', 'is', null)
      .execute();
    await this.#db
      .insertInto('vendor_keys')
      .values({
        organization,
        vendor_id: vendorId,
        fingerprint,
        public_key: publicKey,
        created_at: now,
        accepted_until: null,
      })
      .onConflict((conflict) =>
        conflict.columns(['organization', 'vendor_id', 'fingerprint']).doUpdateSet({ accepted_until: null }),
      )
      .execute();
  }

  async list(organization: string, vendorId: string, now: number): Promise<readonly VendorKey[]> {
    const rows = await this.#db
      .selectFrom('vendor_keys')
      .selectAll()
      .where('organization', '=', organization)
      .where('vendor_id', '=', vendorId)
      .where((eb) => eb.or([eb('accepted_until', 'is', null), eb('accepted_until', '>', now)]))
      .execute();
    return rows.map(({ fingerprint, public_key: publicKey }) => ({ organization, vendorId, fingerprint, publicKey }));
  }
}
