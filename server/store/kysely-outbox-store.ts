import { type Kysely, type Selectable, sql } from 'kysely';

import type {
  IsSubscribed,
  NewOutboxEvent,
  OutboxEnvelope,
  OutboxEvent,
  OutboxStore,
  OutboxSubject,
} from './outbox-store.ts';
import type { Database } from './schema.ts';
import { DELETE_BATCH_SIZE } from './session-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** {@link OutboxStore} with Kysely. */
export class KyselyOutboxStore implements OutboxStore {
  readonly #db: Kysely<Database>;
  readonly #isSubscribed: IsSubscribed;

  constructor(db: Kysely<Database>, isSubscribed: IsSubscribed) {
    this.#db = db;
    this.#isSubscribed = isSubscribed;
  }

  async isWanted({ organization, tenantId }: TenantScope, { type, userKey }: OutboxSubject): Promise<boolean> {
    if (this.#isSubscribed(organization, type)) return true;
    let query = this.#db
      .selectFrom('webhook_endpoints')
      .select('webhook_endpoints.id')
      .where('webhook_endpoints.organization', '=', organization)
      .where('webhook_endpoints.tenant_id', '=', tenantId)
      // The list is JSON. With its quotes, a name does not match a part of another name.
      .where((eb) => eb.or(['*', type].map((name) => eb('events_json', 'like', `%"${name}"%`))))
      .limit(1);
    if (userKey !== null) {
      query = query
        .innerJoin('installations', 'installations.id', 'webhook_endpoints.installation_id')
        .where('installations.user_key', '=', userKey);
    }
    return (await query.executeTakeFirst()) !== undefined;
  }

  async add(
    { organization, tenantId }: TenantScope,
    event: NewOutboxEvent,
    body: (envelope: OutboxEnvelope) => string,
  ): Promise<void> {
    // Rows outlive their tenant, so no foreign key checks that the tenant belongs to the organization.
    const tenant = await this.#db
      .selectFrom('tenants')
      .select('key')
      .where('organization', '=', organization)
      .where('id', '=', tenantId)
      .executeTakeFirst();
    if (!tenant) throw new TypeError('The organization has no such tenant.');
    const sequence = await this.#nextSequence(organization);
    await this.#db
      .insertInto('outbox')
      .values({
        id: event.id,
        organization,
        tenant_id: tenantId,
        user_key: event.userKey,
        type: event.type,
        sequence,
        body_version: event.bodyVersion,
        body_json: body({ sequence, tenantKey: tenant.key }),
        created_at: event.createdAt,
        next_attempt_at: event.createdAt,
      })
      .execute();
  }

  async list(
    organization: string,
    { afterSequence, limit }: { readonly afterSequence: number; readonly limit: number },
  ): Promise<readonly OutboxEvent[]> {
    const rows = await this.#db
      .selectFrom('outbox')
      .selectAll()
      .where('organization', '=', organization)
      .where('sequence', '>', afterSequence)
      .orderBy('sequence')
      .limit(limit)
      .execute();
    return rows.map(toOutboxEvent);
  }

  async deleteCreatedBefore(time: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('outbox')
      .where('id', 'in', (eb) =>
        eb.selectFrom('outbox').select('id').where('created_at', '<', time).limit(DELETE_BATCH_SIZE),
      )
      .executeTakeFirst();
    return Number(numDeletedRows);
  }

  /**
   * Counts per organization, so that the numbers reveal nothing about others. Locks the row until the transaction ends.
   */
  async #nextSequence(organization: string): Promise<number> {
    const { value } = await this.#db
      .insertInto('outbox_sequences')
      .values({
        organization,
        value: sql<number>`(select value + 1 from outbox_sequences where organization = '')`,
      })
      .onConflict((conflict) =>
        conflict.column('organization').doUpdateSet({ value: sql<number>`outbox_sequences.value + 1` }),
      )
      .returning('value')
      .executeTakeFirstOrThrow();
    return value;
  }
}

function toOutboxEvent(row: Selectable<Database['outbox']>): OutboxEvent {
  return {
    id: row.id,
    organization: row.organization,
    tenantId: row.tenant_id,
    userKey: row.user_key,
    type: row.type,
    sequence: row.sequence,
    bodyVersion: row.body_version,
    body: row.body_json,
    createdAt: row.created_at,
    nextAttemptAt: row.next_attempt_at,
  };
}
