import type { Kysely, Selectable } from 'kysely';

import {
  ACCESS_SCOPES,
  type AccessTokenStore,
  type NewAccessToken,
  type StoredAccessToken,
} from './access-token-store.ts';
import { bytes } from './kysely-bytes.ts';
import { compileOnce } from './compile-once.ts';
import { nextId } from './kysely-next-id.ts';
import type { Database } from './schema.ts';

const findByHash = compileOnce((db, { tokenHash }: { tokenHash: Uint8Array }) =>
  db.selectFrom('access_tokens').selectAll().where('token_hash', '=', tokenHash),
);

const findById = compileOnce((db, { organization, id }: { organization: string; id: number }) =>
  db.selectFrom('access_tokens').selectAll().where('organization', '=', organization).where('id', '=', id),
);

/** {@link AccessTokenStore} with Kysely. */
export class KyselyAccessTokenStore implements AccessTokenStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async create(token: NewAccessToken): Promise<StoredAccessToken> {
    const row = await this.#db
      .insertInto('access_tokens')
      .values({
        id: await nextId(this.#db, 'access_token'),
        organization: token.organization,
        name: token.name,
        type: token.type,
        scopes_json: JSON.stringify(token.scopes),
        tenants_json: token.tenants && JSON.stringify(token.tenants),
        token_hash: token.tokenHash,
        hint: token.hint,
        created_at: token.createdAt,
        expires_at: token.expiresAt,
        last_used_at: null,
        revoked_at: null,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toStoredAccessToken(row);
  }

  async findByHash(tokenHash: Uint8Array): Promise<StoredAccessToken | undefined> {
    const [row] = await findByHash(this.#db, { tokenHash });
    return row && toStoredAccessToken(row);
  }

  async find(organization: string, id: number): Promise<StoredAccessToken | undefined> {
    const [row] = await findById(this.#db, { organization, id });
    return row && toStoredAccessToken(row);
  }

  async list(organization: string): Promise<readonly StoredAccessToken[]> {
    const rows = await this.#db
      .selectFrom('access_tokens')
      .selectAll()
      .where('organization', '=', organization)
      .orderBy('id')
      .execute();
    return rows.map(toStoredAccessToken);
  }

  async revoke(organization: string, id: number, now: number): Promise<StoredAccessToken | undefined> {
    const row = await this.#db
      .updateTable('access_tokens')
      .set((eb) => ({ revoked_at: eb.fn.coalesce('revoked_at', eb.val(now)) }))
      .where('organization', '=', organization)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row && toStoredAccessToken(row);
  }

  async recordUse(id: number, usedAt: number): Promise<void> {
    await this.#db
      .updateTable('access_tokens')
      .set({ last_used_at: usedAt })
      .where('id', '=', id)
      .where((eb) => eb.or([eb('last_used_at', 'is', null), eb('last_used_at', '<', usedAt)]))
      .execute();
  }
}

function toStoredAccessToken(row: Selectable<Database['access_tokens']>): StoredAccessToken {
  return {
    id: row.id,
    organization: row.organization,
    name: row.name,
    type: row.type,
    scopes: ACCESS_SCOPES.filter((scope) => (JSON.parse(row.scopes_json) as readonly unknown[]).includes(scope)),
    tenants: row.tenants_json === null ? null : (JSON.parse(row.tenants_json) as readonly string[]),
    tokenHash: bytes(row.token_hash),
    hint: row.hint,
    createdAt: row.created_at,
    expiresAt: row.expires_at,
    lastUsedAt: row.last_used_at,
    revokedAt: row.revoked_at,
  };
}
