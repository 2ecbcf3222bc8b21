import type { Kysely, Selectable } from 'kysely';

import { bytes } from './kysely-bytes.ts';
import type { Database } from './schema.ts';
import type {
  DisabledWebhookEndpoint,
  WebhookEndpoint,
  WebhookEndpointChange,
  WebhookEndpointQuery,
  WebhookEndpointStore,
} from './webhook-endpoint-store.ts';

/** {@link WebhookEndpointStore} with Kysely. */
export class KyselyWebhookEndpointStore implements WebhookEndpointStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async create({ id, organization, tenantId, createdAt, updatedAt, ...values }: WebhookEndpoint): Promise<void> {
    await this.#db
      .insertInto('webhook_endpoints')
      .values({
        id,
        organization,
        tenant_id: tenantId,
        url: values.url,
        events_json: JSON.stringify(values.events),
        secret: values.secret,
        previous_secret: values.previousSecret?.sealed ?? null,
        previous_secret_until: values.previousSecret?.until ?? null,
        created_at: createdAt,
        updated_at: updatedAt,
      })
      .execute();
  }

  async find(organization: string, id: string): Promise<WebhookEndpoint | undefined> {
    const row = await this.#db
      .selectFrom('webhook_endpoints')
      .selectAll()
      .where('organization', '=', organization)
      .where('id', '=', id)
      .executeTakeFirst();
    return row && toEndpoint(row);
  }

  async list(organization: string, { tenantIds }: WebhookEndpointQuery = {}): Promise<readonly WebhookEndpoint[]> {
    let query = this.#db.selectFrom('webhook_endpoints').selectAll().where('organization', '=', organization);
    if (tenantIds) query = query.where('tenant_id', 'in', tenantIds);
    const rows = await query.execute();
    return rows.map(toEndpoint).toSorted((a, b) => a.createdAt - b.createdAt || (a.id < b.id ? -1 : 1));
  }

  async change(
    organization: string,
    id: string,
    { url, events, secret, previousSecret }: WebhookEndpointChange,
    now: number,
  ): Promise<WebhookEndpoint | undefined> {
    const row = await this.#db
      .updateTable('webhook_endpoints')
      .set((eb) => ({
        // Two changes within a millisecond have different versions.
        updated_at: eb
          .case()
          .when('updated_at', '>=', now)
          .then(eb('updated_at', '+', 1))
          .else(now)
          .end(),
        ...(url !== undefined && { url }),
        ...(events && { events_json: JSON.stringify(events) }),
        ...(secret && { secret }),
        ...(previousSecret !== undefined && {
          previous_secret: previousSecret?.sealed ?? null,
          previous_secret_until: previousSecret?.until ?? null,
        }),
      }))
      .where('organization', '=', organization)
      .where('id', '=', id)
      .returningAll()
      .executeTakeFirst();
    return row && toEndpoint(row);
  }

  async delete(organization: string, id: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('webhook_endpoints')
      .where('organization', '=', organization)
      .where('id', '=', id)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async count(organization: string, tenantId: number | null | 'all tenants'): Promise<number> {
    const all = this.#db
      .selectFrom('webhook_endpoints')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('organization', '=', organization);
    const counted =
      tenantId === 'all tenants'
        ? all.where('tenant_id', 'is not', null)
        : all.where('tenant_id', tenantId === null ? 'is' : '=', tenantId);
    return (await counted.executeTakeFirstOrThrow()).count;
  }

  async disable(organization: string, { endpointId, reason, disabledAt }: DisabledWebhookEndpoint): Promise<void> {
    await this.#db
      .insertInto('disabled_webhook_endpoints')
      .values({ endpoint_id: endpointId, organization, reason, disabled_at: disabledAt })
      .onConflict((conflict) => conflict.column('endpoint_id').doNothing())
      .execute();
  }

  async enable(organization: string, endpointId: string): Promise<boolean> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('disabled_webhook_endpoints')
      .where('organization', '=', organization)
      .where('endpoint_id', '=', endpointId)
      .executeTakeFirst();
    return numDeletedRows > 0n;
  }

  async listDisabled(organization: string): Promise<readonly DisabledWebhookEndpoint[]> {
    const rows = await this.#db
      .selectFrom('disabled_webhook_endpoints')
      .selectAll()
      .where('organization', '=', organization)
      .execute();
    return rows.map(({ endpoint_id, reason, disabled_at }) => ({
      endpointId: endpoint_id,
      reason,
      disabledAt: disabled_at,
    }));
  }
}

function toEndpoint(row: Selectable<Database['webhook_endpoints']>): WebhookEndpoint {
  const { previous_secret: previous, previous_secret_until: until } = row;
  return {
    id: row.id,
    organization: row.organization,
    tenantId: row.tenant_id,
    url: row.url,
    events: JSON.parse(row.events_json) as readonly string[],
    secret: bytes(row.secret),
    previousSecret: previous && until !== null ? { sealed: bytes(previous), until } : null,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}
