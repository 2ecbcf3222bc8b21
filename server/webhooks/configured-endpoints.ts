import { createHash } from 'node:crypto';
import type { OrganizationConfig, WebhookConfig } from '../config/config.ts';
import type { ConfiguredRecipients } from '../store/outbox-store.ts';
import type { Stores } from '../store/store.ts';
import type { SecretLocation, Vault } from '../store/vault.ts';
import type { WebhookEndpoint } from '../store/webhook-endpoint-store.ts';
import type { WebhookReceiver } from './send-webhook.ts';

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

/** What {@link findReceiver} reads. */
export interface FindReceiverDeps {
  readonly configured: ConfiguredEndpoints;
  readonly store: Pick<Stores, 'webhookEndpoints'>;
  readonly vault: Vault;
}

/** Where the secret of an endpoint is stored. A previous secret stays bound to the same location. */
export function endpointSecretLocation({
  organization,
  id,
}: Pick<WebhookEndpoint, 'organization' | 'id'>): SecretLocation {
  return { organization, tenantId: 0, record: `webhook_endpoint:${id}`, field: 'secret' };
}

/**
 * Finds the address and the secrets of an endpoint of the configuration or the database. Resolves to `undefined` if there
 * is none, for example because it has left the configuration.
 *
 * Throws `VaultError` if a secret does not open.
 */
export async function findReceiver(
  { configured, store, vault }: FindReceiverDeps,
  {
    organization,
    endpointId,
    now,
  }: { readonly organization: string; readonly endpointId: string; readonly now: number },
): Promise<WebhookReceiver | undefined> {
  const known = configured.find(organization, endpointId);
  if (known) {
    const { url, secret, previousSecret } = known;
    return { url, secrets: previousSecret === undefined ? [secret] : [secret, previousSecret] };
  }
  const endpoint = await store.webhookEndpoints.find(organization, endpointId);
  if (!endpoint) return undefined;
  const { secret, previousSecret } = endpoint;
  const sealed = previousSecret && previousSecret.until > now ? [secret, previousSecret.sealed] : [secret];
  const location = endpointSecretLocation(endpoint);
  return { url: new URL(endpoint.url), secrets: sealed.map((blob) => vault.open(location, blob)) };
}
