import { type Kysely, type Selectable, sql } from 'kysely';

import { nextId } from './kysely-next-id.ts';
import type {
  ConfiguredRecipients,
  NewOutboxEvent,
  OutboxEnvelope,
  OutboxEvent,
  OutboxListener,
  OutboxStore,
  OutboxSubject,
} from './outbox-store.ts';
import type { WebhookEventType } from '../config/config.ts';
import type { Database } from './schema.ts';
import { DELETE_BATCH_SIZE } from './session-store.ts';
import type { TenantScope } from './tenant-store.ts';

/** Options of {@link KyselyOutboxStore}. */
export interface KyselyOutboxStoreOptions {
  /** Webhook endpoints of the configuration. By default there are none. */
  readonly configuredRecipients?: ConfiguredRecipients | undefined;
  /** Called when a delivery was added or restarted, before the commit. */
  readonly onDeliveryDue?: () => void;
}

/** The recipients of an event. */
interface Recipients {
  readonly endpointIds: readonly string[];
  /** Whether a listener reads the events of the organization. */
  readonly listened: boolean;
}

/** {@link OutboxStore} with Kysely. */
export class KyselyOutboxStore implements OutboxStore {
  readonly #db: Kysely<Database>;
  readonly #options: KyselyOutboxStoreOptions;

  constructor(db: Kysely<Database>, options: KyselyOutboxStoreOptions = {}) {
    this.#db = db;
    this.#options = options;
  }

  async isWanted(scope: TenantScope, { type }: OutboxSubject): Promise<boolean> {
    const { endpointIds, listened } = await this.#recipients(scope, type);
    return listened || endpointIds.length > 0;
  }

  async add(scope: TenantScope, event: NewOutboxEvent, body: (envelope: OutboxEnvelope) => string): Promise<void> {
    const { organization, tenantId } = scope;
    // Rows outlive their tenant, so no foreign key checks that the tenant belongs to the organization.
    const tenant = await this.#db
      .selectFrom('tenants')
      .select(['key', 'name'])
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
        body_json: body({ sequence, tenantKey: tenant.key, tenantName: tenant.name }),
        created_at: event.createdAt,
      })
      .execute();
    const { endpointIds } = await this.#recipients(scope, event.type);
    for (const endpointId of endpointIds) await this.#addDelivery(organization, endpointId, event);
  }

  async #addDelivery(organization: string, endpointId: string, { id, createdAt }: NewOutboxEvent): Promise<void> {
    await this.#db
      .insertInto('webhook_deliveries')
      .values({
        ...{ id: await nextId(this.#db, 'webhook_delivery'), organization, endpoint_id: endpointId, event_id: id },
        ...{ status: 'pending', attempts: 0, next_attempt_at: createdAt, fence: 0, created_at: createdAt },
        ...{ last_attempt_at: null, status_code: null, duration_ms: null, error: null },
      })
      .execute();
    this.#options.onDeliveryDue?.();
  }

  async #recipients({ organization, tenantId }: TenantScope, type: WebhookEventType): Promise<Recipients> {
    const configured = this.#options.configuredRecipients?.(organization, type) ?? [];
    const rows = await this.#db
      .selectFrom('webhook_endpoints')
      .select(['id', sql<number>`0`.as('listens')])
      .where('organization', '=', organization)
      .where((eb) => eb.or([eb('tenant_id', 'is', null), eb('tenant_id', '=', tenantId)]))
      // The list is JSON. With its quotes, a name does not match a part of another name.
      .where((eb) => eb.or(['*', type].map((name) => eb('events_json', 'like', `%"${name}"%`))))
      .unionAll(
        this.#db
          .selectFrom('webhook_listeners')
          .select(['id', sql<number>`1`.as('listens')])
          .where('organization', '=', organization),
      )
      .execute();
    const stored = rows.filter(({ listens }) => listens === 0).map(({ id }) => id);
    const endpointIds = await this.#withoutDisabled(organization, [...configured, ...stored]);
    return { endpointIds, listened: stored.length < rows.length };
  }

  async #withoutDisabled(organization: string, ids: readonly string[]): Promise<readonly string[]> {
    if (ids.length === 0) return ids;
    const rows = await this.#db
      .selectFrom('disabled_webhook_endpoints')
      .select('endpoint_id')
      .where('organization', '=', organization)
      .execute();
    const disabled = new Set(rows.map(({ endpoint_id }) => endpoint_id));
    return ids.filter((id) => !disabled.has(id));
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

  async lastSequence(organization: string): Promise<number> {
    const row = await this.#db
      .selectFrom('outbox_sequences')
      .select('value')
      .where('organization', '=', organization)
      .executeTakeFirst();
    return row?.value ?? 0;
  }

  async keepListener({ id, organization, expiresAt }: OutboxListener): Promise<void> {
    await this.#db
      .insertInto('webhook_listeners')
      .values({ id, organization, expires_at: expiresAt })
      .onConflict((conflict) => conflict.column('id').doUpdateSet({ expires_at: expiresAt }))
      .execute();
  }

  async removeListener(id: string): Promise<void> {
    await this.#db.deleteFrom('webhook_listeners').where('id', '=', id).execute();
  }

  async deleteExpiredListeners(now: number): Promise<number> {
    const { numDeletedRows } = await this.#db
      .deleteFrom('webhook_listeners')
      .where('expires_at', '<=', now)
      .executeTakeFirst();
    return Number(numDeletedRows);
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
  };
}
