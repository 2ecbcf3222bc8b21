import type { Stores } from '../store/store.ts';

/** An endpoint to disable. */
export interface DisableEndpointOptions {
  readonly organization: string;
  /** Id of an endpoint of the database or of the configuration. */
  readonly endpointId: string;
  /** For people. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Disables an endpoint within the caller's transaction, and ends its pending deliveries: it gets nothing more. */
export async function disableEndpoint(
  { webhookEndpoints, webhookDeliveries }: Pick<Stores, 'webhookEndpoints' | 'webhookDeliveries'>,
  { organization, endpointId, reason, now }: DisableEndpointOptions,
): Promise<void> {
  await webhookEndpoints.disable(organization, { endpointId, reason, disabledAt: now });
  await webhookDeliveries.cancelPending(organization, endpointId, 'The endpoint was disabled.');
}
