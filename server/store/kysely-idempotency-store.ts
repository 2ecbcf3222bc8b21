import type { Kysely } from 'kysely';

import type { IdempotencyStore, IdempotentRequest, StoredIdempotentRequest } from './idempotency-store.ts';
import { bytes } from './kysely-bytes.ts';
import type { Database } from './schema.ts';
import { DELETE_BATCH_SIZE } from './session-store.ts';

/** {@link IdempotencyStore} with Kysely. */
export class KyselyIdempotencyStore implements IdempotencyStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async find(accessTokenId: number, key: string, now: number): Promise<StoredIdempotentRequest | undefined> {
    const row = await this.#db
      .selectFrom('idempotency_keys')
      .selectAll()
      .where('access_token_id', '=', accessTokenId)
      .where('key', '=', key)
      .where('expires_at', '>', now)
      .executeTakeFirst();
    return (
      row && {
        accessTokenId: row.access_token_id,
        key: row.key,
        requestHash: bytes(row.request_hash),
        response: row.response && bytes(row.response),
        expiresAt: row.expires_at,
      }
    );
  }

  async add({
    accessTokenId,
    key,
    requestHash,
    now,
    expiresAt,
  }: IdempotentRequest & { readonly now: number; readonly expiresAt: number }): Promise<void> {
    await this.#db
      .deleteFrom('idempotency_keys')
      .where('access_token_id', '=', accessTokenId)
      .where('key', '=', key)
      .where('expires_at', '<=', now)
      .execute();
    await this.#db
      .insertInto('idempotency_keys')
      .values({
        access_token_id: accessTokenId,
        key,
        request_hash: requestHash,
        response: null,
        expires_at: expiresAt,
      })
      .execute();
  }

  async setResponse(accessTokenId: number, key: string, response: Uint8Array): Promise<void> {
    await this.#db
      .updateTable('idempotency_keys')
      .set({ response })
      .where('access_token_id', '=', accessTokenId)
      .where('key', '=', key)
      .execute();
  }

  async delete(accessTokenId: number, key: string): Promise<void> {
    await this.#db
      .deleteFrom('idempotency_keys')
      .where('access_token_id', '=', accessTokenId)
      .where('key', '=', key)
      .execute();
  }

  async deleteExpired(now: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('idempotency_keys')
      .where((eb) =>
        eb(
          eb.refTuple('access_token_id', 'key'),
          'in',
          eb
            .selectFrom('idempotency_keys')
            .select(['access_token_id', 'key'])
            .where('expires_at', '<=', now)
            .limit(DELETE_BATCH_SIZE)
            .$asTuple('access_token_id', 'key'),
        ),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}
