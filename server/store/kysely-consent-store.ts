import type { Kysely, Selectable } from 'kysely';

import { bytes } from './kysely-bytes.ts';
import type { ConsentOwner, ConsentStore, StoredConsent, TenantConsentOwner } from './consent-store.ts';
import type { Database } from './schema.ts';
import type { TenantScope } from './tenant-store.ts';

/** In the place of a user, for the consent of a whole account. */
const WHOLE_ACCOUNT = '';

/** {@link ConsentStore} with Kysely. */
export class KyselyConsentStore implements ConsentStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async find(scope: TenantScope, { integration, userKey }: ConsentOwner): Promise<StoredConsent | undefined> {
    const row = await this.#db
      .selectFrom('consents')
      .selectAll()
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('integration', '=', integration)
      .where('user_key', '=', userKey ?? WHOLE_ACCOUNT)
      .executeTakeFirst();
    return row && toConsent(row);
  }

  async findMany(organization: string, owners: readonly TenantConsentOwner[]): Promise<readonly StoredConsent[]> {
    if (owners.length === 0) return [];
    const rows = await this.#db
      .selectFrom('consents')
      .selectAll()
      .where('organization', '=', organization)
      .where('tenant_id', 'in', [...new Set(owners.map(({ tenantId }) => tenantId))])
      .where('integration', 'in', [...new Set(owners.map(({ integration }) => integration))])
      .where('user_key', 'in', [...new Set(owners.map(({ userKey }) => userKey ?? WHOLE_ACCOUNT))])
      .execute();
    // SQLite compares no lists of several columns.
    const wanted = new Set(owners.map(ownerKey));
    return rows.map(toConsent).filter((consent) => wanted.has(ownerKey(consent)));
  }

  async list(scope: TenantScope, userKey: string | null): Promise<readonly StoredConsent[]> {
    const rows = await this.#db
      .selectFrom('consents')
      .selectAll()
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('user_key', 'in', [WHOLE_ACCOUNT, ...(userKey === null ? [] : [userKey])])
      .execute();
    return rows.map(toConsent);
  }

  async give(consent: Omit<StoredConsent, 'withdrawnAt'>): Promise<void> {
    const values = {
      text_hash: consent.textHash,
      locale: consent.locale,
      actor_id: consent.actor?.id ?? null,
      actor_name: consent.actor?.name ?? null,
      given_at: consent.givenAt,
      withdrawn_at: null,
    };
    await this.#db
      .insertInto('consents')
      .values({
        organization: consent.organization,
        tenant_id: consent.tenantId,
        integration: consent.integration,
        user_key: consent.userKey ?? WHOLE_ACCOUNT,
        ...values,
      })
      .onConflict((conflict) =>
        conflict.columns(['organization', 'tenant_id', 'integration', 'user_key']).doUpdateSet(values),
      )
      .execute();
  }

  async withdraw(scope: TenantScope, { integration, userKey }: ConsentOwner, now: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('consents')
      .set({ withdrawn_at: now })
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('integration', '=', integration)
      .where('user_key', '=', userKey ?? WHOLE_ACCOUNT)
      .where('withdrawn_at', 'is', null)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async delete(scope: TenantScope, { integration, userKey }: ConsentOwner): Promise<void> {
    await this.#db
      .deleteFrom('consents')
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('integration', '=', integration)
      .where('user_key', '=', userKey ?? WHOLE_ACCOUNT)
      .execute();
  }
}

function ownerKey({ tenantId, integration, userKey }: TenantConsentOwner): string {
  return JSON.stringify([tenantId, integration, userKey]);
}

function toConsent(row: Selectable<Database['consents']>): StoredConsent {
  const { actor_id: id, actor_name: name } = row;
  return {
    organization: row.organization,
    tenantId: row.tenant_id,
    integration: row.integration,
    userKey: row.user_key === WHOLE_ACCOUNT ? null : row.user_key,
    textHash: bytes(row.text_hash),
    locale: row.locale,
    actor: id === null ? null : { id, ...(name !== null && { name }) },
    givenAt: row.given_at,
    withdrawnAt: row.withdrawn_at,
  };
}
