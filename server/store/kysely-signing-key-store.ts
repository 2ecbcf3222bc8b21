import type { Kysely } from 'kysely';

import { bytes } from './kysely-bytes.ts';
import type { Database } from './schema.ts';
import type { SigningKeyStore, SigningPurpose, StoredSigningKey } from './signing-key-store.ts';

/** {@link SigningKeyStore} with Kysely. */
export class KyselySigningKeyStore implements SigningKeyStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async list(purpose: SigningPurpose): Promise<readonly StoredSigningKey[]> {
    const rows = await this.#db
      .selectFrom('signing_keys')
      .selectAll()
      .where('purpose', '=', purpose)
      .orderBy('kid')
      .execute();
    return rows.map((row) => ({
      kid: row.kid,
      purpose: row.purpose,
      x: row.x,
      y: row.y,
      privateKey: bytes(row.private_key),
      createdAt: row.created_at,
      signsFrom: row.signs_from,
      publishedUntil: row.published_until,
    }));
  }

  async add(key: StoredSigningKey): Promise<void> {
    await this.#db
      .insertInto('signing_keys')
      .values({
        kid: key.kid,
        purpose: key.purpose,
        x: key.x,
        y: key.y,
        private_key: key.privateKey,
        created_at: key.createdAt,
        signs_from: key.signsFrom,
        published_until: key.publishedUntil,
      })
      .execute();
  }

  async retireAll(purpose: SigningPurpose, publishedUntil: number): Promise<void> {
    await this.#db
      .updateTable('signing_keys')
      .set({ published_until: publishedUntil })
      .where('purpose', '=', purpose)
      .where((row) => row.or([row('published_until', 'is', null), row('published_until', '>', publishedUntil)]))
      .execute();
  }

  async deleteExpired(now: number): Promise<number> {
    const result = await this.#db.deleteFrom('signing_keys').where('published_until', '<=', now).executeTakeFirst();
    return Number(result.numDeletedRows);
  }
}
