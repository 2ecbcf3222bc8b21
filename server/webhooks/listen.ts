import { randomBytes } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';
import type { OutboxEvent } from '../store/outbox-store.ts';
import type { Store } from '../store/store.ts';
import { sendWebhook, type SendWebhookDeps, type WebhookAttempt, type WebhookReceiver } from './send-webhook.ts';

/** How often the outbox is read. */
const POLL_INTERVAL_MS = 500;
/** The store forgets a listener that did not end properly after this time. */
const LISTENER_LIFETIME_MS = 60_000;
const BATCH_SIZE = 50;

/** What {@link listen} does, and for whom. */
export interface ListenOptions {
  readonly organization: string;
  readonly receiver: WebhookReceiver;
  /** Called once, when no event can be missed any more. */
  readonly onListening: () => void;
  /** Called after each event. */
  readonly onEvent: (event: OutboxEvent, attempt: WebhookAttempt) => void;
  /** Ends the listener. */
  readonly signal: AbortSignal;
}

/**
 * Sends every new event of an organization to a receiver, once and in order, until the signal aborts. For development: it
 * reads the outbox, so the receiver needs no public address, and a failed attempt is not repeated.
 */
export async function listen(
  deps: SendWebhookDeps & { readonly store: Store },
  { organization, receiver, onListening, onEvent, signal }: ListenOptions,
): Promise<void> {
  const { store, now } = deps;
  const id = `lsn_${randomBytes(16).toString('hex')}`;
  let keptUntil = 0;
  const keep = async () => {
    if (now() < keptUntil - LISTENER_LIFETIME_MS / 2) return;
    const expiresAt = now() + LISTENER_LIFETIME_MS;
    await store.write(({ outbox }) => outbox.keepListener({ id, organization, expiresAt }));
    keptUntil = expiresAt;
  };
  try {
    await keep();
    let afterSequence = await store.outbox.lastSequence(organization);
    onListening();
    while (!signal.aborted) {
      await keep();
      const events = await store.outbox.list(organization, { afterSequence, limit: BATCH_SIZE });
      for (const event of events) {
        onEvent(event, await sendWebhook(deps, receiver, event, signal));
        afterSequence = event.sequence;
      }
      if (events.length === 0) await wait(POLL_INTERVAL_MS, undefined, { signal });
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await store.write(({ outbox }) => outbox.removeListener(id));
  }
}
