import type { WebhookEventType } from '../config/config.ts';
import type { TenantScope } from './tenant-store.ts';

/**
 * Returns the ids of the webhook endpoints in an organization's configuration that subscribe to a type of event. Other
 * endpoints are in the database.
 */
export type ConfiguredRecipients = (organization: string, type: WebhookEventType) => readonly string[];

/** The parts of an event that decide which webhooks receive it. */
export interface OutboxSubject {
  readonly type: WebhookEventType;
  /** The user that the event belongs to. `null`: the whole tenant. */
  readonly userKey: string | null;
}

/** An event to send. */
export interface NewOutboxEvent extends OutboxSubject {
  /** The `webhook-id`: different for each event, and the same for all attempts to send it. */
  readonly id: string;
  /** Version of the format of the body. */
  readonly bodyVersion: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** The fields of an event's body that the store sets. */
export interface OutboxEnvelope {
  /**
   * Increases with each event of the organization, in commit order. Receivers use it to find out which of two events is
   * newer.
   */
  readonly sequence: number;
  readonly tenantKey: string;
  readonly tenantName: string | null;
}

/** A program that reads the events of an organization, and sends them itself. */
export interface OutboxListener {
  /** Random. */
  readonly id: string;
  readonly organization: string;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** A stored event. */
export interface OutboxEvent extends NewOutboxEvent, TenantScope {
  readonly sequence: number;
  /** The exact text to send. */
  readonly body: string;
}

/**
 * Events that wait to be sent to webhooks. An event is written in the transaction of its change, so it is sent if and
 * only if the change was committed.
 */
export interface OutboxStore {
  /**
   * Whether an event has a recipient: an enabled webhook endpoint of the configuration or the database, or a listener.
   * Endpoints of a tenant receive the events of all its users.
   */
  isWanted(scope: TenantScope, subject: OutboxSubject): Promise<boolean>;
  /**
   * Adds an event, and a delivery that is due immediately for each webhook endpoint that wants it. Rejects if the tenant
   * does not belong to the organization.
   *
   * @param body Builds the text to send.
   */
  add(scope: TenantScope, event: NewOutboxEvent, body: (envelope: OutboxEnvelope) => string): Promise<void>;
  /** Lists events of an organization in the order of their sequence numbers. */
  list(
    organization: string,
    page: { readonly afterSequence: number; readonly limit: number },
  ): Promise<readonly OutboxEvent[]>;
  /** The sequence number of an organization's newest event. 0 without events. */
  lastSequence(organization: string): Promise<number>;
  /**
   * Adds a listener, or extends it. While an organization has a listener, all its events are stored, so that the listener
   * can read them with {@link list}.
   */
  keepListener(listener: OutboxListener): Promise<void>;
  removeListener(id: string): Promise<void>;
  /** Deletes listeners that were not extended in time. Resolves to their number. */
  deleteExpiredListeners(now: number): Promise<number>;
  /**
   * Deletes up to `DELETE_BATCH_SIZE` events that were created before a time, sent or not, and their deliveries. Resolves
   * to the number of events.
   */
  deleteCreatedBefore(time: number): Promise<number>;
}
