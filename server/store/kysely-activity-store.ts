import type { Kysely, Selectable } from 'kysely';
import { z } from 'zod';

import { nextId } from './kysely-next-id.ts';
import type { Database } from './schema.ts';
import type { Activity, ActivityStore } from './activity-store.ts';
import type { TenantScope } from './tenant-store.ts';

const detailSchema = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** {@link ActivityStore} with Kysely. */
export class KyselyActivityStore implements ActivityStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async add(activity: Activity): Promise<void> {
    const { organization, tenantId } = activity;
    // Rows outlive their tenant, so no foreign key checks that the tenant belongs to the organization.
    const tenant = await this.#db
      .selectFrom('tenants')
      .select('id')
      .where('organization', '=', organization)
      .where('id', '=', tenantId)
      .executeTakeFirst();
    if (!tenant) throw new TypeError('The organization has no such tenant.');
    await this.#db
      .insertInto('activity')
      .values({
        id: await nextId(this.#db, 'activity'),
        organization,
        tenant_id: tenantId,
        type: activity.type,
        connection_id: activity.connectionId,
        installation_id: activity.installationId,
        actor_id: activity.actor?.id ?? null,
        actor_name: activity.actor?.name ?? null,
        detail_json: JSON.stringify(activity.detail),
        at: activity.at,
      })
      .execute();
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
