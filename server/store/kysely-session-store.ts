import type { Kysely } from 'kysely';

import { compileOnce } from './compile-once.ts';
import { bytes } from './kysely-bytes.ts';
import type { Database } from './schema.ts';
import { DELETE_BATCH_SIZE } from './session-store.ts';
import type { NewSession, TokenSessionLimit, SessionStore, StoredSession } from './session-store.ts';
import type { TenantScope } from './tenant-store.ts';

const create = compileOnce((db, session: NewSession) =>
  db.insertInto('sessions').values({
    token_hash: session.tokenHash,
    organization: session.organization,
    tenant_id: session.tenantId,
    context_json: session.context,
    embed_token_hash: session.embedTokenHash,
    created_at: session.createdAt,
    expires_at: session.expiresAt,
  }),
);

/** Counts the live sessions of a token. Nearly always there are few, and asking takes a tenth of {@link evictOldest}. */
const count = compileOnce((db, values: TenantScope & TokenSessionLimit) =>
  db
    .selectFrom('sessions')
    .select((eb) => eb.fn.countAll<number>().as('number'))
    .where('embed_token_hash', '=', values.embedTokenHash)
    .where('organization', '=', values.organization)
    .where('tenant_id', '=', values.tenantId)
    .where('expires_at', '>', values.now),
);

const evictOldest = compileOnce((db, values: TenantScope & TokenSessionLimit) =>
  db.deleteFrom('sessions').where('token_hash', 'in', (eb) =>
    eb
      .selectFrom('sessions')
      .select('token_hash')
      .where('embed_token_hash', '=', values.embedTokenHash)
      .where('organization', '=', values.organization)
      .where('tenant_id', '=', values.tenantId)
      .where('expires_at', '>', values.now)
      .orderBy('created_at', 'desc')
      // SQLite requires a limit with an offset.
      .limit(DELETE_BATCH_SIZE)
      .offset(values.limit),
  ),
);

const find = compileOnce((db, { tokenHash, now }: { tokenHash: Uint8Array; now: number }) =>
  db.selectFrom('sessions').selectAll().where('token_hash', '=', tokenHash).where('expires_at', '>', now),
);

/** {@link SessionStore} with Kysely. */
export class KyselySessionStore implements SessionStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async create(session: NewSession): Promise<void> {
    await create(this.#db, session);
  }

  async evictOldest({ organization, tenantId }: TenantScope, limit: TokenSessionLimit): Promise<void> {
    const values = { organization, tenantId, ...limit };
    const [live] = await count(this.#db, values);
    if (Number(live?.number) > limit.limit) await evictOldest(this.#db, values);
  }

  async find(tokenHash: Uint8Array, now: number): Promise<StoredSession | undefined> {
    const [row] = await find(this.#db, { tokenHash, now });
    return (
      row && {
        organization: row.organization,
        tenantId: row.tenant_id,
        tokenHash: bytes(row.token_hash),
        context: row.context_json,
        createdAt: row.created_at,
        expiresAt: row.expires_at,
      }
    );
  }

  async setContext(tokenHash: Uint8Array, context: string): Promise<void> {
    await this.#db.updateTable('sessions').set({ context_json: context }).where('token_hash', '=', tokenHash).execute();
  }

  async extend(tokenHash: Uint8Array, expiresAt: number): Promise<void> {
    await this.#db.updateTable('sessions').set({ expires_at: expiresAt }).where('token_hash', '=', tokenHash).execute();
  }

  async deleteExpired(now: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('sessions')
      .where('token_hash', 'in', (eb) =>
        eb.selectFrom('sessions').select('token_hash').where('expires_at', '<=', now).limit(DELETE_BATCH_SIZE),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  }
}
