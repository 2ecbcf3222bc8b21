import { createHash } from 'node:crypto';
import type { OrganizationConfig, WebhookConfig } from '../config/config.ts';
import type { ConfiguredRecipients } from '../store/outbox-store.ts';

/** Prefix of the ids of webhook endpoints. */
export const ENDPOINT_ID_PREFIX = 'whe_';

/** Enough of the hash that two endpoints never have the same id. */
const ID_HEX_DIGITS = 32;

/** A webhook endpoint of the configuration, with its id. */
export interface ConfiguredEndpoint extends WebhookConfig {
  readonly id: string;
}

/** The part of an organization's configuration that has its webhook endpoints. */
export type OrganizationWebhooks = ReadonlyMap<string, Pick<OrganizationConfig, 'webhooks'>>;

/** The webhook endpoints in the configuration. */
export class ConfiguredEndpoints {
  readonly #byOrganization: ReadonlyMap<string, readonly ConfiguredEndpoint[]>;

  constructor(organizations: OrganizationWebhooks) {
    this.#byOrganization = new Map(
      [...organizations].map(([slug, { webhooks }]) => [
        slug,
        webhooks.map((webhook) => ({ ...webhook, id: endpointId(slug, webhook.url) })),
      ]),
    );
  }

  list(organization: string): readonly ConfiguredEndpoint[] {
    return this.#byOrganization.get(organization) ?? [];
  }

  find(organization: string, id: string): ConfiguredEndpoint | undefined {
    return this.list(organization).find((endpoint) => endpoint.id === id);
  }
}

/** Returns the endpoints of the configuration that subscribe to a type of event, for the store. */
export function configuredRecipients(organizations: OrganizationWebhooks): ConfiguredRecipients {
  const endpoints = new ConfiguredEndpoints(organizations);
  return (organization, type) =>
    endpoints
      .list(organization)
      .filter(({ events }) => events.includes('*') || events.includes(type))
      .map(({ id }) => id);
}

/** The id stays the same as long as the URL does, so that deliveries belong to the same endpoint after a restart. */
function endpointId(organization: string, url: URL): string {
  const hash = createHash('sha256')
    .update(JSON.stringify([organization, url.href]))
    .digest('hex');
  return ENDPOINT_ID_PREFIX + hash.slice(0, ID_HEX_DIGITS);
}
