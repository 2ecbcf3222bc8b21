import type { Kysely, Selectable } from 'kysely';

import { NotFoundError } from '../errors.ts';
import { bytes } from './kysely-bytes.ts';
import { nextId } from './kysely-next-id.ts';
import type { Database } from './schema.ts';
import type {
  Installation,
  InstallationChangeOrigin,
  InstallationChanges,
  InstallationQuery,
  InstallationStore,
  NewInstallation,
} from './installation-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** {@link InstallationStore} with Kysely. */
export class KyselyInstallationStore implements InstallationStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async findById(scope: TenantScope, id: number): Promise<Installation | undefined> {
    const row = await this.#scoped(scope).where('id', '=', id).executeTakeFirst();
    return row && toInstallation(row);
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
        paused: installation.awaitsConsent ? 1 : 0,
        capability_hash: null,
        capability: null,
        created_at: installation.now,
        updated_at: installation.now,
        secret_settings: null,
        time_zone: installation.timeZone ?? 'UTC',
        next_due_at: null,
        updated_by: null,
        revision: 1,
        awaits_consent: installation.awaitsConsent ? 1 : 0,
      })
      .returningAll()
      .executeTakeFirstOrThrow();
    return toInstallation(row);
  }

  async change(
    scope: TenantScope,
    id: number,
    { settings, secretSettings, schedule, timeZone, nextDueAt, paused, awaitsConsent = false }: InstallationChanges,
    { now, updatedBy }: InstallationChangeOrigin,
  ): Promise<Installation | undefined> {
    const row = await this.#db
      .updateTable('installations')
      .set((eb) => ({
        ...(settings !== undefined && { settings_json: settings }),
        ...(secretSettings !== undefined && { secret_settings: secretSettings }),
        next_due_at:
          nextDueAt === undefined
            ? eb
                .case()
                .when(
                  eb.and([
                    ...(schedule === undefined ? [] : [eb('schedule', '=', schedule)]),
                    ...(timeZone === undefined ? [] : [eb('time_zone', '=', timeZone)]),
                    ...(paused === undefined ? [] : [eb('paused', '=', paused ? 1 : 0)]),
                  ]),
                )
                .then(eb.ref('next_due_at'))
                .end()
            : nextDueAt,
        ...(schedule !== undefined && { schedule }),
        ...(timeZone !== undefined && { time_zone: timeZone }),
        ...(paused !== undefined && { paused: paused ? 1 : 0, awaits_consent: paused && awaitsConsent ? 1 : 0 }),
        revision: eb('revision', '+', 1),
        updated_at: now,
        updated_by: updatedBy,
      }))
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row && toInstallation(row);
  }

  async list(scope: TenantScope, limit: number): Promise<readonly Installation[]> {
    const rows = await this.#scoped(scope).orderBy('id').limit(limit).execute();
    return rows.map(toInstallation);
  }

  async listOrganization(
    organization: string,
    { tenantId, integration, updatedSince, afterId, limit }: InstallationQuery,
  ): Promise<readonly Installation[]> {
    let select = this.#db
      .selectFrom('installations')
      .selectAll()
      .where('organization', '=', organization)
      .where('id', '>', afterId)
      .orderBy('id')
      .limit(limit);
    if (tenantId !== undefined) select = select.where('tenant_id', '=', tenantId);
    if (integration !== undefined) select = select.where('integration', '=', integration);
    if (updatedSince !== undefined) select = select.where('updated_at', '>=', updatedSince);
    return (await select.execute()).map(toInstallation);
  }

  async findInOrganization(organization: string, id: number): Promise<Installation | undefined> {
    const row = await this.#db
      .selectFrom('installations')
      .selectAll()
      .where('id', '=', id)
      .where('organization', '=', organization)
      .executeTakeFirst();
    return row && toInstallation(row);
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

  async listDue(now: number, limit: number): Promise<readonly Installation[]> {
    const rows = await this.#db
      .selectFrom('installations')
      .selectAll()
      .where('next_due_at', '<=', now)
      .where('paused', '=', 0)
      .orderBy('next_due_at')
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toInstallation);
  }

  async listUnscheduled(limit: number): Promise<readonly Installation[]> {
    const rows = await this.#db
      .selectFrom('installations')
      .selectAll()
      .where('next_due_at', 'is', null)
      // A literal, as in the partial index.
      .where((eb) => eb('paused', '=', eb.lit(0)))
      .orderBy('id')
      .limit(limit)
      .execute();
    return rows.map(toInstallation);
  }

  async setNextDueAt(installation: Installation, nextDueAt: number): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('installations')
      .set({ next_due_at: nextDueAt })
      .where('id', '=', installation.id)
      .where('organization', '=', installation.organization)
      .where('tenant_id', '=', installation.tenantId)
      .where('next_due_at', installation.nextDueAt === null ? 'is' : '=', installation.nextDueAt)
      .executeTakeFirst();
    return numUpdatedRows === 1n;
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
    secretSettings: row.secret_settings && bytes(row.secret_settings),
    schedule: row.schedule,
    timeZone: row.time_zone,
    nextDueAt: row.next_due_at,
    paused: row.paused === 1,
    awaitsConsent: row.awaits_consent === 1,
    capability: row.capability && bytes(row.capability),
    revision: row.revision,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    updatedBy: row.updated_by,
  };
}
