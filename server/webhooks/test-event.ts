import { randomUUID } from 'node:crypto';
import { findReceiver, type FindReceiverDeps } from './find-receiver.ts';
import { sendWebhook, type SendWebhookDeps, type WebhookAttempt } from './send-webhook.ts';

/** Type of the event that {@link sendTestEvent} sends. No other event has it. */
export const TEST_EVENT_TYPE = 'webhook.test';

/**
 * Sends a test event to an endpoint once, whether or not it is disabled, and stores nothing. Resolves to `undefined` if the
 * organization has no such endpoint. Rejects if `signal` aborts.
 */
export async function sendTestEvent(
  deps: FindReceiverDeps & SendWebhookDeps,
  { organization, endpointId }: { readonly organization: string; readonly endpointId: string },
  signal: AbortSignal,
): Promise<{ readonly eventId: string; readonly attempt: WebhookAttempt } | undefined> {
  const now = deps.now();
  const receiver = await findReceiver(deps, { organization, endpointId, now });
  if (!receiver) return undefined;
  const id = `evt_${randomUUID()}`;
  const body = JSON.stringify({
    ...{ id, type: TEST_EVENT_TYPE, created_at: new Date(now).toISOString(), sequence: 0, organization },
    ...{ tenant: null, data: {} },
  });
  return { eventId: id, attempt: await sendWebhook(deps, receiver, { id, body }, signal) };
}
