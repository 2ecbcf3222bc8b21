import type { Kysely, Selectable } from 'kysely';

import { NotFoundError } from '../errors.ts';
import { bytes } from './kysely-bytes.ts';
import { nextId } from './kysely-next-id.ts';
import type { Database } from './schema.ts';
import type { Installation, InstallationStore, NewInstallation } from './installation-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** {@link InstallationStore} with Kysely. */
export class KyselyInstallationStore implements InstallationStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async findByIntegration(
    scope: TenantScope,
    integration: string,
    userKey: string | null,
  ): Promise<Installation | undefined> {
    const row = await this.#scoped(scope)
      .where('integration', '=', integration)
      .where('user_key', userKey === null ? 'is' : '=', userKey)
      .orderBy('id')
      .limit(1)
      .executeTakeFirst();
    return row && toInstallation(row);
  }

  async create(scope: TenantScope, installation: NewInstallation): Promise<Installation> {
    const row = await this.#db
      .insertInto('installations')
      .values({
        id: await nextId(this.#db, 'installation'),
        organization: scope.organization,
        tenant_id: scope.tenantId,
        user_key: installation.userKey,
        integration: installation.integration,
        settings_json: installation.settings,
        schedule: installation.schedule,
        paused: 0,
        capability_hash: null,
        capability: null,
        created_at: installation.now,
        updated_at: installation.now,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toInstallation(row);
  }

  async list(scope: TenantScope, limit: number): Promise<readonly Installation[]> {
    const rows = await this.#scoped(scope).orderBy('id').limit(limit).execute();
    return rows.map(toInstallation);
  }

  async delete(scope: TenantScope, id: number): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('installations')
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async setCapability(
    scope: TenantScope,
    id: number,
    { hash, sealed }: { hash: Uint8Array; sealed: Uint8Array },
  ): Promise<void> {
    const { numUpdatedRows } = await this.#db
      .updateTable('installations')
      .set({ capability_hash: hash, capability: sealed })
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new NotFoundError();
  }

  async findByCapability(hash: Uint8Array): Promise<Installation | undefined> {
    const row = await this.#db
      .selectFrom('installations')
      .selectAll()
      .where('capability_hash', '=', hash)
      .executeTakeFirst();
    return row && toInstallation(row);
  }

  #scoped(scope: TenantScope) {
    return this.#db
      .selectFrom('installations')
      .selectAll()
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId);
  }
}

function toInstallation(row: Selectable<Database['installations']>): Installation {
  return {
    id: row.id,
    organization: row.organization,
    tenantId: row.tenant_id,
    userKey: row.user_key,
    integration: row.integration,
    settings: row.settings_json,
    schedule: row.schedule,
    paused: row.paused === 1,
    capability: row.capability && bytes(row.capability),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
