import type { WebhookEventType } from '../config/config.ts';
import type { TenantScope } from './tenant-store.ts';

/** Tells whether an organization subscribes to a type of event outside of the database: in its configuration. */
export type IsSubscribed = (organization: string, type: WebhookEventType) => boolean;

/** What decides who may hear of an event. */
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

/** What the body of an event contains that the store knows. */
export interface OutboxEnvelope {
  /**
   * Grows with each event of the organization, in the order of the commits. Receivers tell by it which of two events is
   * newer.
   */
  readonly sequence: number;
  readonly tenantKey: string;
}

/** A stored event. */
export interface OutboxEvent extends NewOutboxEvent, TenantScope {
  readonly sequence: number;
  /** Exactly what is sent. */
  readonly body: string;
  /** When to send it, or to try again. `null`: never. */
  readonly nextAttemptAt: number | null;
}

/**
 * Events that wait to be sent to webhooks. They are written in the transaction that caused them, so an event is sent if and
 * only if what it says was committed.
 */
export interface OutboxStore {
  /**
   * Tells whether a webhook wants an event: one of the organization's configuration, or one that was registered for an
   * installation of the tenant. Webhooks of one user's installation do not hear of other users' events, and webhooks of
   * the whole tenant's installation do not hear of any user's own.
   */
  isWanted(scope: TenantScope, subject: OutboxSubject): Promise<boolean>;
  /**
   * Adds an event that is due at once. Rejects when the tenant does not belong to the organization.
   *
   * @param body Builds the text to send.
   */
  add(scope: TenantScope, event: NewOutboxEvent, body: (envelope: OutboxEnvelope) => string): Promise<void>;
  /** Lists events of an organization in the order of their sequence numbers. */
  list(
    organization: string,
    page: { readonly afterSequence: number; readonly limit: number },
  ): Promise<readonly OutboxEvent[]>;
  /** Deletes up to `DELETE_BATCH_SIZE` events that were created before a time, sent or not. Resolves to how many. */
  deleteCreatedBefore(time: number): Promise<number>;
}
