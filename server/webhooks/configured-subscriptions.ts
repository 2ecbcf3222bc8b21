import type { OrganizationConfig } from '../config/config.ts';
import type { IsSubscribed } from '../store/outbox-store.ts';

/** Returns the subscriptions of the webhooks in the configuration, for the store. */
export function configuredSubscriptions(
  organizations: ReadonlyMap<string, Pick<OrganizationConfig, 'webhooks'>>,
): IsSubscribed {
  return (organization, type) => {
    const webhooks = organizations.get(organization)?.webhooks ?? [];
    return webhooks.some(({ events }) => events.includes('*') || events.includes(type));
  };
}
