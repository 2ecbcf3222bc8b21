import type { Kysely } from 'kysely';

import { NotFoundError } from '../errors.ts';
import { nextId } from './kysely-next-id.ts';
import type { Database } from './schema.ts';
import type { TenantScope } from './tenant-store.ts';
import type { WebhookEndpoint, WebhookEndpointStore } from './webhook-endpoint-store.ts';

/** {@link WebhookEndpointStore} with Kysely. */
export class KyselyWebhookEndpointStore implements WebhookEndpointStore {
  readonly #db: Kysely<Database>;

  constructor(db: Kysely<Database>) {
    this.#db = db;
  }

  async count(scope: TenantScope, installationId: number): Promise<number> {
    const { count } = await this.#db
      .selectFrom('webhook_endpoints')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('installation_id', '=', installationId)
      .executeTakeFirstOrThrow();
    return count;
  }

  async create(
    scope: TenantScope,
    { installationId, url, events, now }: Omit<WebhookEndpoint, 'id'> & { readonly now: number },
  ): Promise<WebhookEndpoint> {
    const id = await nextId(this.#db, 'webhook_endpoint');
    await this.#db
      .insertInto('webhook_endpoints')
      .values({
        id,
        organization: scope.organization,
        tenant_id: scope.tenantId,
        installation_id: installationId,
        url,
        events_json: JSON.stringify(events),
        secret: null,
        created_at: now,
      })
      .execute();
    return { id, installationId, url, events };
  }

  async setSecret(scope: TenantScope, id: number, sealed: Uint8Array): Promise<void> {
    const { numUpdatedRows } = await this.#db
      .updateTable('webhook_endpoints')
      .set({ secret: sealed })
      .where('organization', '=', scope.organization)
      .where('tenant_id', '=', scope.tenantId)
      .where('id', '=', id)
      .executeTakeFirst();
    if (numUpdatedRows !== 1n) throw new NotFoundError();
  }
}
