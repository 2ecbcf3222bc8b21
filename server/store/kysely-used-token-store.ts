import { hash } from 'node:crypto';
import type { Kysely } from 'kysely';

import { compileOnce } from './compile-once.ts';
import type { Database } from './schema.ts';
import { DELETE_BATCH_SIZE } from './session-store.ts';
import { type UsedTokenStore } from './used-token-store.ts';

/** The values of {@link use}. */
interface TokenUse {
  readonly organization: string;
  readonly tokenHash: Uint8Array;
  readonly expiresAt: number;
  readonly now: number;
}

/** A single statement, so that the second of two concurrent uses sees the first. It replaces only an expired row. */
const use = compileOnce((db, { organization, tokenHash, expiresAt, now }: TokenUse) =>
  db
    .insertInto('used_tokens')
    .values({ organization, token_hash: tokenHash, expires_at: expiresAt })
    .onConflict((conflict) =>
      conflict
        .columns(['organization', 'token_hash'])
        .doUpdateSet({ expires_at: expiresAt })
        .where('used_tokens.expires_at', '<=', now),
    )
    .returning('expires_at'),
);

/** {@link UsedTokenStore} with Kysely. */
export class KyselyUsedTokenStore implements UsedTokenStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async use(organization: string, tokenId: string, expiresAt: number, now: number): Promise<boolean> {
    const [row] = await use(this.#db, { organization, tokenHash: hashOf(tokenId), expiresAt, now });
    return row !== undefined;
  }

  async deleteExpired(now: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('used_tokens')
      .where((eb) =>
        eb(
          eb.refTuple('organization', 'token_hash'),
          'in',
          eb
            .selectFrom('used_tokens')
            .select(['organization', 'token_hash'])
            .where('expires_at', '<=', now)
            .limit(DELETE_BATCH_SIZE)
            .$asTuple('organization', 'token_hash'),
        ),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}

/** Hashes a token id, because callers choose its length and index entries must be short. */
function hashOf(tokenId: string): Uint8Array {
  return hash('sha256', tokenId, 'buffer');
}
