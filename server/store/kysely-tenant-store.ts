import type { Kysely, Selectable } from 'kysely';

import { compileOnce } from './compile-once.ts';
import { bytes } from './kysely-bytes.ts';
import { nextId } from './kysely-next-id.ts';
import type { Database } from './schema.ts';
import type { Tenant, TenantListQuery, TenantStore } from './tenant-store.ts';

/** All columns except the secret, which only {@link KyselyTenantStore.secret} reads. */
const COLUMNS = ['id', 'organization', 'key', 'name', 'created_at', 'revision'] as const;

const find = compileOnce((db, { organization, id }: { organization: string; id: number }) =>
  db.selectFrom('tenants').select(COLUMNS).where('organization', '=', organization).where('id', '=', id),
);

const findByKey = compileOnce((db, { organization, key }: { organization: string; key: string }) =>
  db.selectFrom('tenants').select(COLUMNS).where('organization', '=', organization).where('key', '=', key),
);

/** {@link TenantStore} with Kysely. */
export class KyselyTenantStore implements TenantStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async find(organization: string, id: number): Promise<Tenant | undefined> {
    const [row] = await find(this.#db, { organization, id });
    return row && toTenant(row);
  }

  async findMany(organization: string, ids: readonly number[]): Promise<readonly Tenant[]> {
    if (ids.length === 0) return [];
    const rows = await this.#db
      .selectFrom('tenants')
      .select(COLUMNS)
      .where('organization', '=', organization)
      .where('id', 'in', ids)
      .execute();
    return rows.map(toTenant);
  }

  async findByKey(organization: string, key: string): Promise<Tenant | undefined> {
    const [row] = await findByKey(this.#db, { organization, key });
    return row && toTenant(row);
  }

  async ensure(organization: string, key: string, now: number): Promise<Tenant> {
    // SQLite allows only one write transaction at a time, so the row needs no lock.
    const found = await this.findByKey(organization, key);
    if (found) return found;
    const row = await this.#db
      .insertInto('tenants')
      .values({
        id: await nextId(this.#db, 'tenant'),
        organization,
        key,
        name: null,
        created_at: now,
        token_secret: null,
        revision: 1,
      })
      .returning(COLUMNS)
      .executeTakeFirstOrThrow();
    return toTenant(row);
  }

  async secret(organization: string, id: number): Promise<Uint8Array | undefined> {
    const row = await this.#db
      .selectFrom('tenants')
      .select('token_secret')
      .where('organization', '=', organization)
      .where('id', '=', id)
      .executeTakeFirst();
    return row?.token_secret ? bytes(row.token_secret) : undefined;
  }

  async setSecret(organization: string, id: number, sealed: Uint8Array | null): Promise<void> {
    await this.#db
      .updateTable('tenants')
      .set({ token_secret: sealed })
      .where('organization', '=', organization)
      .where('id', '=', id)
      .execute();
  }

  async list(
    organization: string,
    { afterId, limit, keys, createdSince }: TenantListQuery,
  ): Promise<readonly Tenant[]> {
    let query = this.#db
      .selectFrom('tenants')
      .select(COLUMNS)
      .where('organization', '=', organization)
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(limit);
    if (keys !== undefined) query = query.where('key', 'in', keys);
    if (createdSince !== undefined) query = query.where('created_at', '>=', createdSince);
    return (await query.execute()).map(toTenant);
  }

  async rename(organization: string, id: number, name: string | null): Promise<Tenant | undefined> {
    const row = await this.#db
      .updateTable('tenants')
      .set((eb) => ({ name, revision: eb('revision', '+', 1) }))
      .where('organization', '=', organization)
      .where('id', '=', id)
      .returning(COLUMNS)
      .executeTakeFirst();
    return row && toTenant(row);
  }

  async delete(organization: string, id: number): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('tenants')
      .where('organization', '=', organization)
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }
}

function toTenant(row: Pick<Selectable<Database['tenants']>, (typeof COLUMNS)[number]>): Tenant {
  const { id, organization, key, name, revision } = row;
  return { id, organization, key, name, createdAt: row.created_at, revision };
}
