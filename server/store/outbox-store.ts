import type { WebhookEventType } from '../config/config.ts';
import type { TenantScope } from './tenant-store.ts';

/**
 * Whether an organization subscribes to a type of event in its configuration. Other subscriptions are in the database.
 */
export type IsSubscribed = (organization: string, type: WebhookEventType) => boolean;

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
}

/** A stored event. */
export interface OutboxEvent extends NewOutboxEvent, TenantScope {
  readonly sequence: number;
  /** The exact text to send. */
  readonly body: string;
  /** When to send the event, or to retry. `null`: never. */
  readonly nextAttemptAt: number | null;
}

/**
 * Events that wait to be sent to webhooks. An event is written in the transaction of its change, so it is sent if and
 * only if the change was committed.
 */
export interface OutboxStore {
  /**
   * Whether a webhook subscribes to an event, in the organization's configuration or for an installation of the tenant.
   * Webhooks of a user's installation do not receive other users' events, and webhooks of the whole tenant's
   * installation receive no user's events.
   */
  isWanted(scope: TenantScope, subject: OutboxSubject): Promise<boolean>;
  /**
   * Adds an event that is due immediately. Rejects if the tenant does not belong to the organization.
   *
   * @param body Builds the text to send.
   */
  add(scope: TenantScope, event: NewOutboxEvent, body: (envelope: OutboxEnvelope) => string): Promise<void>;
  /** Lists events of an organization in the order of their sequence numbers. */
  list(
    organization: string,
    page: { readonly afterSequence: number; readonly limit: number },
  ): Promise<readonly OutboxEvent[]>;
  /**
   * Deletes up to `DELETE_BATCH_SIZE` events that were created before a time, sent or not. Resolves to their number.
   */
  deleteCreatedBefore(time: number): Promise<number>;
}
