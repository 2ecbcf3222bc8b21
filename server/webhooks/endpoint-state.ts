import { WHOLE_ORGANIZATION, type Actor } from '../store/activity-store.ts';
import type { Stores } from '../store/store.ts';
import { recordEvent } from './record-event.ts';

/** An endpoint to disable or to enable. */
export interface EndpointStateOptions {
  readonly organization: string;
  /** Id of an endpoint of the database or of the configuration. */
  readonly endpointId: string;
  /** Who does it. `null`: the server itself. */
  readonly actor: Actor | null;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** The ports that a change of the state writes to. */
export type EndpointStateStores = Pick<Stores, 'webhookEndpoints' | 'webhookDeliveries' | 'activity' | 'outbox'>;

/**
 * Disables an endpoint within the caller's transaction, and ends its pending deliveries: it gets nothing more.
 *
 * @param options.reason For people. That of an endpoint which is disabled already stays.
 */
export async function disableEndpoint(
  stores: EndpointStateStores,
  { reason, ...options }: EndpointStateOptions & { readonly reason: string },
): Promise<void> {
  const { organization, endpointId, now } = options;
  const disabled = await stores.webhookEndpoints.listDisabled(organization);
  await stores.webhookEndpoints.disable(organization, { endpointId, reason, disabledAt: now });
  await stores.webhookDeliveries.cancelPending(organization, endpointId, 'The endpoint was disabled.');
  if (disabled.some((other) => other.endpointId === endpointId)) return;
  const event = { type: 'webhook_endpoint.disabled', ...(await originOf(stores, options)), reason } as const;
  await recordEvent(stores, event);
}

/** Enables an endpoint within the caller's transaction. Does nothing if it is enabled. */
export async function enableEndpoint(stores: EndpointStateStores, options: EndpointStateOptions): Promise<void> {
  if (!(await stores.webhookEndpoints.enable(options.organization, options.endpointId))) return;
  await recordEvent(stores, { type: 'webhook_endpoint.enabled', ...(await originOf(stores, options)) });
}

async function originOf(
  { webhookEndpoints }: Pick<Stores, 'webhookEndpoints'>,
  { organization, endpointId, actor, now }: EndpointStateOptions,
) {
  const stored = await webhookEndpoints.find(organization, endpointId);
  return { scope: endpointScope({ organization, tenantId: stored?.tenantId ?? null }), endpointId, actor, now };
}

/** Whom the activity of an endpoint concerns: the only tenant whose events it receives, else the whole organization. */
export function endpointScope({
  organization,
  tenantId,
}: {
  readonly organization: string;
  readonly tenantId: number | null;
}) {
  return { organization, tenantId: tenantId ?? WHOLE_ORGANIZATION };
}
