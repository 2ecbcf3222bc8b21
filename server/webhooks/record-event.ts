import { randomUUID } from 'node:crypto';
import { isoTime } from '../iso-time.ts';
import type { Stores } from '../store/store.ts';
import { describeEvent } from './event.ts';
import type { RecordedEvent, RecordedEventType } from './event.ts';

/** Prefix of the ids of events. */
const EVENT_ID_PREFIX = 'evt_';

/** Version of the format of stored bodies. Increase it when a build that has this one cannot send what is stored. */
const BODY_VERSION = 1;

/** The ports that recording an event writes to. */
export type EventStores = Pick<Stores, 'activity' | 'outbox'>;

/**
 * Records an event within the caller's transaction: adds the activity row if it is activity, and the event and its deliveries if a webhook
 * wants it. Costs one statement more than the activity row while no webhook does.
 *
 * Resolves to the id of the event, or to `undefined` if no webhook wants it. Rejects when the event names a tenant of another
 * organization.
 */
export async function recordEvent<Type extends RecordedEventType>(
  stores: EventStores,
  event: RecordedEvent<Type>,
): Promise<string | undefined> {
  const { scope, activity, webhook } = describeEvent(event);
  if (activity) await stores.activity.add(activity);
  if (!webhook) return undefined;
  const { type, userKey, data } = webhook;
  if (!(await stores.outbox.isWanted(scope, { type, userKey }))) return undefined;
  const { organization, tenantId } = scope;
  const id = EVENT_ID_PREFIX + randomUUID();
  const stored = { id, type, userKey, bodyVersion: BODY_VERSION, createdAt: event.now };
  await stores.outbox.add(scope, stored, ({ sequence, tenantKey, tenantName }) =>
    JSON.stringify({
      id,
      type,
      created_at: isoTime(event.now),
      sequence,
      organization,
      tenant: { id: tenantId, key: tenantKey, name: tenantName },
      data,
      ...(event.state !== undefined && { state: event.state }),
      ...(event.embedState !== undefined && { embed_state: event.embedState }),
    }),
  );
  return id;
}

/** Records reads of credentials, which are no event for webhooks. Costs less than one call of {@link recordEvent} for each. */
export async function recordCredentialsReads(
  { activity }: Pick<EventStores, 'activity'>,
  reads: readonly RecordedEvent<'connection.credentials_read'>[],
): Promise<void> {
  await activity.addMany(reads.flatMap((read) => describeEvent(read).activity ?? []));
}
