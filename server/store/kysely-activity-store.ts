import { type Insertable, type Kysely, type Selectable, sql } from 'kysely';
import { z } from 'zod';

import { compileOnce } from './compile-once.ts';
import { nextId, nextIds } from './kysely-next-id.ts';
import type { Database } from './schema.ts';
import { WHOLE_ORGANIZATION } from './activity-store.ts';
import type { Activity, ActivityQuery, ActivityStore, HistoryQuery, StoredActivity } from './activity-store.ts';
import type { TenantScope } from './tenant-store.ts';

const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

const findTenant = compileOnce((db, { organization, tenantId }: TenantScope) =>
  db.selectFrom('tenants').select('id').where('organization', '=', organization).where('id', '=', tenantId),
);

const insert = compileOnce((db, row: Insertable<Database['activity']>) =>
  db.insertInto('activity').values({
    id: row.id,
    organization: row.organization,
    tenant_id: row.tenant_id,
    type: row.type,
    connection_id: row.connection_id,
    installation_id: row.installation_id,
    actor_id: row.actor_id,
    actor_name: row.actor_name,
    detail_json: row.detail_json,
    at: row.at,
  }),
);

/** {@link ActivityStore} with Kysely. */
export class KyselyActivityStore implements ActivityStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async add(activity: Activity): Promise<void> {
    // Rows outlive their tenant, so no foreign key checks that the tenant belongs to the organization.
    const exists = activity.tenantId === WHOLE_ORGANIZATION || (await findTenant(this.#db, activity)).length > 0;
    if (!exists) throw new TypeError('The organization has no such tenant.');
    await insert(this.#db, toRow(activity, await nextId(this.#db, 'activity')));
  }

  async addMany(activities: readonly Activity[]): Promise<void> {
    const firstId = await nextIds(this.#db, 'activity', activities.length);
    for (const [index, activity] of activities.entries()) await insert(this.#db, toRow(activity, firstId + index));
  }

  async list(scope: TenantScope, limit: number): Promise<readonly Activity[]> {
    const rows = await this.#db
      .selectFrom('activity')
      .selectAll()
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .orderBy('id', 'desc')
      .limit(limit)
      .execute();
    return rows.map(toActivity);
  }

  async listHistory(
    { organization, tenantId }: TenantScope,
    { subject, beforeId, limit }: HistoryQuery,
  ): Promise<readonly (Activity & { readonly id: number })[]> {
    let select = this.#db
      .selectFrom('activity')
      .selectAll()
      .where('organization', '=', organization)
      .where('tenant_id', '=', tenantId)
      .orderBy('id', 'desc')
      .limit(limit);
    // Literals, as in the partial indexes.
    select =
      'installationId' in subject
        ? select
            .where('installation_id', '=', subject.installationId)
            .where('type', '<>', sql.lit('installation.triggered' as const))
        : select
            .where('connection_id', '=', subject.connectionId)
            .where('type', '<>', sql.lit('connection.credentials_read' as const));
    if (beforeId !== undefined) select = select.where('id', '<', beforeId);
    return (await select.execute()).map((row) => ({ ...toActivity(row), id: row.id }));
  }

  async listOrganization(organization: string, query: ActivityQuery): Promise<readonly StoredActivity[]> {
    const { tenantIds, types, connectionId, since, beforeId, limit } = query;
    let select = this.#db
      .selectFrom('activity')
      .leftJoin('tenants', (join) =>
        join.onRef('tenants.organization', '=', 'activity.organization').onRef('tenants.id', '=', 'activity.tenant_id'),
      )
      .selectAll('activity')
      .select(['tenants.key as tenant_key', 'tenants.name as tenant_name'])
      .where('activity.organization', '=', organization)
      .orderBy('activity.id', 'desc')
      .limit(limit);
    if (tenantIds !== undefined) {
      const [first, ...others] = tenantIds;
      if (first === undefined) return [];
      // One tenant is compared with `=`, so that the rows come from its index in their order.
      select =
        others.length === 0
          ? select.where('activity.tenant_id', '=', first)
          : select.where('activity.tenant_id', 'in', tenantIds);
    }
    if (types !== undefined) select = select.where('activity.type', 'in', types);
    if (connectionId !== undefined) select = select.where('activity.connection_id', '=', connectionId);
    if (beforeId !== undefined) select = select.where('activity.id', '<', beforeId);
    if (since !== undefined) {
      select = select
        .where('activity.at', '>=', since)
        .where('activity.id', '>=', this.#firstIdSince(organization, since));
    }
    return (await select.execute()).map(toStoredActivity);
  }

  /**
   * The lowest id of an activity at this time or later. Lists have the order of the ids, which is not that of the times where
   * the clock was set back. Without this bound, a list would read all older rows when it looks for more.
   */
  #firstIdSince(organization: string, time: number) {
    return this.#db
      .selectFrom('activity as later')
      .select(({ fn }) => fn.min('later.id').as('id'))
      .where('later.organization', '=', organization)
      .where('later.at', '>=', time);
  }

  async anonymize(
    scope: TenantScope,
    { afterId, limit }: { readonly afterId: number; readonly limit: number },
  ): Promise<number | undefined> {
    const rows = await this.#db
      .updateTable('activity')
      .set({ actor_id: null, actor_name: null, detail_json: '{}' })
      .where('id', 'in', (eb) =>
        eb
          .selectFrom('activity')
          .select('id')
          .where('organization', '=', scope.organization)
          .where('tenant_id', '=', scope.tenantId)
          .where('id', '>', afterId)
          .orderBy('id')
          .limit(limit),
      )
      .returning('id')
      .execute();
    return rows.length === 0 ? undefined : rows.reduce((last, { id }) => Math.max(last, id), afterId);
  }
}

function toStoredActivity(
  row: Selectable<Database['activity']> & { readonly tenant_key: string | null; readonly tenant_name: string | null },
): StoredActivity {
  const { id, tenant_key: key, tenant_name: name } = row;
  return { ...toActivity(row), id, tenant: key === null ? null : { key, name } };
}

function toRow(activity: Activity, id: number): Insertable<Database['activity']> {
  return {
    id,
    organization: activity.organization,
    tenant_id: activity.tenantId,
    type: activity.type,
    connection_id: activity.connectionId,
    installation_id: activity.installationId,
    actor_id: activity.actor?.id ?? null,
    actor_name: activity.actor?.name ?? null,
    detail_json: JSON.stringify(activity.detail),
    at: activity.at,
  };
}

function toActivity(row: Selectable<Database['activity']>): Activity {
  return {
    organization: row.organization,
    tenantId: row.tenant_id,
    type: row.type,
    connectionId: row.connection_id,
    installationId: row.installation_id,
    actor:
      row.actor_id === null ? null : { id: row.actor_id, ...(row.actor_name !== null && { name: row.actor_name }) },
    detail: detailSchema.parse(JSON.parse(row.detail_json)),
    at: row.at,
  };
}
