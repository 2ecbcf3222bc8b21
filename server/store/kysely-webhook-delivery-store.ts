import { type Kysely, type Selectable, sql } from 'kysely';

import type { KyselyOutboxStoreOptions } from './kysely-outbox-store.ts';
import type { Database } from './schema.ts';
import type {
  DueWebhookDelivery,
  WebhookAttemptResult,
  WebhookDelivery,
  WebhookDeliveryQuery,
  WebhookDeliveryStore,
  WebhookDeliverySummary,
} from './webhook-delivery-store.ts';

/** Discards the result of a running attempt. */
const NEXT_FENCE = sql<number>`fence + 1`;

/** {@link WebhookDeliveryStore} with Kysely. */
export class KyselyWebhookDeliveryStore implements WebhookDeliveryStore {
  readonly #db: Kysely<Database>;
  readonly #options: Pick<KyselyOutboxStoreOptions, 'onDeliveryDue'>;

  constructor(db: Kysely<Database>, options: Pick<KyselyOutboxStoreOptions, 'onDeliveryDue'> = {}) {
    this.#db = db;
    this.#options = options;
  }

  async endpointsWithDue(now: number): Promise<readonly string[]> {
    // Steps from endpoint to endpoint in the index, so that the many deliveries of a dead receiver cost nothing.
    const { rows } = await sql<{ id: string }>`
      with recursive pending_endpoint (id) as (
        select min(endpoint_id) from webhook_deliveries where next_attempt_at is not null
        union all
        select (
          select min(endpoint_id) from webhook_deliveries
          where next_attempt_at is not null and endpoint_id > pending_endpoint.id
        )
        from pending_endpoint where id is not null
      )
      select id from pending_endpoint
      where id is not null and exists (
        select 1 from webhook_deliveries where endpoint_id = pending_endpoint.id and next_attempt_at <= ${now}
      )`.execute(this.#db);
    return rows.map(({ id }) => id);
  }

  async due(
    endpointId: string,
    { now, limit }: { readonly now: number; readonly limit: number },
  ): Promise<readonly DueWebhookDelivery[]> {
    const rows = await this.#joined()
      .select('outbox.body_json')
      .where('endpoint_id', '=', endpointId)
      .where('next_attempt_at', '<=', now)
      .orderBy('next_attempt_at')
      .orderBy('webhook_deliveries.id')
      .limit(limit)
      .execute();
    return rows.map((row) => ({ ...toDelivery(row), body: row.body_json }));
  }

  async take(
    { id, fence }: Pick<WebhookDelivery, 'id' | 'fence'>,
    { now, leaseUntil }: { readonly now: number; readonly leaseUntil: number },
  ): Promise<number | undefined> {
    const row = await this.#db
      .updateTable('webhook_deliveries')
      .set((eb) => ({ fence: NEXT_FENCE, attempts: eb('attempts', '+', 1), next_attempt_at: leaseUntil }))
      .where('id', '=', id)
      .where('fence', '=', fence)
      .where('next_attempt_at', '<=', now)
      .returning('fence')
      .executeTakeFirst();
    return row?.fence;
  }

  async finish({ id, fence }: Pick<WebhookDelivery, 'id' | 'fence'>, result: WebhookAttemptResult): Promise<boolean> {
    const { numUpdatedRows } = await this.#db
      .updateTable('webhook_deliveries')
      .set({
        status: result.status,
        next_attempt_at: result.nextAttemptAt,
        last_attempt_at: result.lastAttemptAt,
        status_code: result.statusCode,
        duration_ms: result.durationMs,
        error: result.error,
      })
      .where('id', '=', id)
      .where('fence', '=', fence)
      .executeTakeFirst();
    return numUpdatedRows > 0n;
  }

  async release({ id, fence }: Pick<WebhookDelivery, 'id' | 'fence'>, now: number): Promise<void> {
    await this.#db
      .updateTable('webhook_deliveries')
      .set((eb) => ({ fence: NEXT_FENCE, attempts: eb('attempts', '-', 1), next_attempt_at: now }))
      .where('id', '=', id)
      .where('fence', '=', fence)
      .execute();
  }

  async cancelPending(organization: string, endpointId: string, error: string): Promise<void> {
    await this.#db
      .updateTable('webhook_deliveries')
      .set({ status: 'failed', next_attempt_at: null, fence: NEXT_FENCE, error })
      .where('organization', '=', organization)
      .where('endpoint_id', '=', endpointId)
      .where('next_attempt_at', 'is not', null)
      .execute();
  }

  async restart(organization: string, id: number, now: number): Promise<WebhookDelivery | undefined> {
    await this.#db
      .updateTable('webhook_deliveries')
      .set({ status: 'pending', attempts: 0, next_attempt_at: now, fence: NEXT_FENCE })
      .where('organization', '=', organization)
      .where('id', '=', id)
      .execute();
    this.#options.onDeliveryDue?.();
    return this.find(organization, id);
  }

  async find(organization: string, id: number): Promise<WebhookDelivery | undefined> {
    const row = await this.#joined()
      .where('webhook_deliveries.organization', '=', organization)
      .where('webhook_deliveries.id', '=', id)
      .executeTakeFirst();
    return row && toDelivery(row);
  }

  async summarize(organization: string, endpointId: string): Promise<WebhookDeliverySummary> {
    const pending = await this.#db
      .selectFrom('webhook_deliveries')
      .select(({ fn }) => [fn.countAll<number>().as('count'), fn.min('created_at').as('oldest')])
      .where('organization', '=', organization)
      .where('endpoint_id', '=', endpointId)
      .where('next_attempt_at', 'is not', null)
      .executeTakeFirstOrThrow();
    const attempted = await this.#joined()
      .where('webhook_deliveries.organization', '=', organization)
      .where('endpoint_id', '=', endpointId)
      .where('last_attempt_at', 'is not', null)
      .orderBy('webhook_deliveries.id', 'desc')
      .limit(1)
      .executeTakeFirst();
    return {
      pending: pending.count,
      oldestPendingAt: pending.oldest,
      lastAttempted: attempted ? toDelivery(attempted) : null,
    };
  }

  async list(
    organization: string,
    { endpointId, status, beforeId, limit }: WebhookDeliveryQuery,
  ): Promise<readonly WebhookDelivery[]> {
    let query = this.#joined()
      .where('webhook_deliveries.organization', '=', organization)
      .where('endpoint_id', '=', endpointId)
      .orderBy('webhook_deliveries.id', 'desc')
      .limit(limit);
    if (status !== undefined) query = query.where('status', '=', status);
    if (beforeId !== undefined) query = query.where('webhook_deliveries.id', '<', beforeId);
    return (await query.execute()).map(toDelivery);
  }

  #joined() {
    return this.#db
      .selectFrom('webhook_deliveries')
      .innerJoin('outbox', 'outbox.id', 'webhook_deliveries.event_id')
      .selectAll('webhook_deliveries')
      .select('outbox.type');
  }
}

function toDelivery(
  row: Selectable<Database['webhook_deliveries']> & Pick<Selectable<Database['outbox']>, 'type'>,
): WebhookDelivery {
  return {
    id: row.id,
    organization: row.organization,
    endpointId: row.endpoint_id,
    eventId: row.event_id,
    eventType: row.type,
    status: row.status,
    attempts: row.attempts,
    nextAttemptAt: row.next_attempt_at,
    fence: row.fence,
    lastAttemptAt: row.last_attempt_at,
    statusCode: row.status_code,
    durationMs: row.duration_ms,
    error: row.error,
    createdAt: row.created_at,
  };
}
