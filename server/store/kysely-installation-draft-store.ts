import type { Kysely } from 'kysely';

import { bytes } from './kysely-bytes.ts';
import type { DraftOwner, InstallationDraftStore, StoredInstallationDraft } from './installation-draft-store.ts';
import type { Database } from './schema.ts';
import { DELETE_BATCH_SIZE } from './session-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** In the place of a missing user. */
const NO_USER = '';

/** {@link InstallationDraftStore} with Kysely. */
export class KyselyInstallationDraftStore implements InstallationDraftStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async find(scope: TenantScope, { integration, userKey }: DraftOwner): Promise<StoredInstallationDraft | undefined> {
    const row = await this.#db
      .selectFrom('installation_drafts')
      .selectAll()
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('integration', '=', integration)
      .where('user_key', '=', userKey ?? NO_USER)
      .executeTakeFirst();
    return (
      row && {
        organization: row.organization,
        tenantId: row.tenant_id,
        integration: row.integration,
        userKey: row.user_key === NO_USER ? null : row.user_key,
        step: row.step,
        settings: row.settings_json,
        secretSettings: row.secret_settings && bytes(row.secret_settings),
        schedule: row.schedule,
        timeZone: row.time_zone,
        updatedAt: row.updated_at,
      }
    );
  }

  async save(draft: StoredInstallationDraft): Promise<void> {
    const values = {
      step: draft.step,
      settings_json: draft.settings,
      secret_settings: draft.secretSettings,
      schedule: draft.schedule,
      time_zone: draft.timeZone,
      updated_at: draft.updatedAt,
    };
    await this.#db
      .insertInto('installation_drafts')
      .values({
        organization: draft.organization,
        tenant_id: draft.tenantId,
        integration: draft.integration,
        user_key: draft.userKey ?? NO_USER,
        ...values,
      })
      .onConflict((conflict) =>
        conflict.columns(['organization', 'tenant_id', 'integration', 'user_key']).doUpdateSet(values),
      )
      .execute();
  }

  async delete(scope: TenantScope, { integration, userKey }: DraftOwner): Promise<void> {
    await this.#deleteFrom(scope, integration)
      .where('user_key', '=', userKey ?? NO_USER)
      .execute();
  }

  async deleteAll(scope: TenantScope, integration: string): Promise<void> {
    await this.#deleteFrom(scope, integration).execute();
  }

  async deleteUpdatedBefore(time: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('installation_drafts')
      .where((eb) =>
        eb(
          eb.refTuple('organization', 'tenant_id', 'integration', 'user_key'),
          'in',
          eb
            .selectFrom('installation_drafts')
            .select(['organization', 'tenant_id', 'integration', 'user_key'])
            .where('updated_at', '<', time)
            .limit(DELETE_BATCH_SIZE)
            .$asTuple('organization', 'tenant_id', 'integration', 'user_key'),
        ),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  #deleteFrom(scope: TenantScope, integration: string) {
    return this.#db
      .deleteFrom('installation_drafts')
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('integration', '=', integration);
  }
}
