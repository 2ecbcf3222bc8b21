import type { WebhookEventType } from '../config/config.ts';

/** `failed`: no attempt follows, unless the delivery is started again. */
export const WEBHOOK_DELIVERY_STATUSES = ['pending', 'succeeded', 'failed'] as const;

/** One of {@link WEBHOOK_DELIVERY_STATUSES}. */
export type WebhookDeliveryStatus = (typeof WEBHOOK_DELIVERY_STATUSES)[number];

/** The delivery of one event to one webhook endpoint. */
export interface WebhookDelivery {
  readonly id: number;
  readonly organization: string;
  /** Id of a stored endpoint, or of one in the configuration. */
  readonly endpointId: string;
  readonly eventId: string;
  readonly eventType: WebhookEventType;
  readonly status: WebhookDeliveryStatus;
  /** Attempts since the delivery was created or started again. */
  readonly attempts: number;
  /** When the next attempt is due, in milliseconds since 1970 like all times here. `null`: never. */
  readonly nextAttemptAt: number | null;
  /** Increases with each attempt, so that an attempt whose lease has ended cannot store its result. */
  readonly fence: number;
  readonly lastAttemptAt: number | null;
  /** HTTP status of the last response. `null` if there was none. */
  readonly statusCode: number | null;
  readonly durationMs: number | null;
  /** Why the last attempt failed, for people. */
  readonly error: string | null;
  readonly createdAt: number;
}

/** A delivery that is due, with what to send. */
export interface DueWebhookDelivery extends WebhookDelivery {
  readonly body: string;
}

/** Result of an attempt to store. */
export type WebhookAttemptResult = Pick<
  WebhookDelivery,
  'status' | 'nextAttemptAt' | 'lastAttemptAt' | 'statusCode' | 'durationMs' | 'error'
>;

/** Which deliveries {@link WebhookDeliveryStore.list} returns. */
export interface WebhookDeliveryQuery {
  readonly endpointId: string;
  readonly status?: WebhookDeliveryStatus;
  /** Only deliveries with a lower id, so older ones. */
  readonly beforeId?: number;
  readonly limit: number;
}

/** What an endpoint has not received, and how the sending goes. */
export interface WebhookDeliverySummary {
  readonly pending: number;
  /** When the oldest event was created whose delivery is pending. `null` if none is. */
  readonly oldestPendingAt: number | null;
  /** The newest delivery that was attempted. `null` if there is none. */
  readonly lastAttempted: WebhookDelivery | null;
}

/** Stores deliveries of events to webhook endpoints. The outbox creates them and deletes them with their events. */
export interface WebhookDeliveryStore {
  /** Ids of all endpoints with a delivery that is due. */
  endpointsWithDue(now: number): Promise<readonly string[]>;
  /** Returns the deliveries of an endpoint that are due, longest due first. */
  due(
    endpointId: string,
    query: { readonly now: number; readonly limit: number },
  ): Promise<readonly DueWebhookDelivery[]>;
  /**
   * Starts an attempt: counts it, and keeps the delivery from other processes until `leaseUntil`. Resolves to the new
   * fence, or to `undefined` if the delivery is no longer due or another process took it.
   */
  take(
    delivery: Pick<WebhookDelivery, 'id' | 'fence'>,
    lease: { readonly now: number; readonly leaseUntil: number },
  ): Promise<number | undefined>;
  /** Stores the result of an attempt. Resolves to `false` if its fence is outdated. */
  finish(delivery: Pick<WebhookDelivery, 'id' | 'fence'>, result: WebhookAttemptResult): Promise<boolean>;
  /** Gives back a delivery whose attempt was not finished, so that it is due again. */
  release(delivery: Pick<WebhookDelivery, 'id' | 'fence'>, now: number): Promise<void>;
  /** Fails all pending deliveries to an endpoint. Attempts that run cannot store their results. */
  cancelPending(organization: string, endpointId: string, error: string): Promise<void>;
  /**
   * Starts a delivery again, with all its attempts. Resolves to `undefined` if the organization has no such delivery.
   */
  restart(organization: string, id: number, now: number): Promise<WebhookDelivery | undefined>;
  find(organization: string, id: number): Promise<WebhookDelivery | undefined>;
  summarize(organization: string, endpointId: string): Promise<WebhookDeliverySummary>;
  /** Lists deliveries to an endpoint, newest first. */
  list(organization: string, query: WebhookDeliveryQuery): Promise<readonly WebhookDelivery[]>;
}
