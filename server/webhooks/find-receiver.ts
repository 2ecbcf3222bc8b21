import type { Stores } from '../store/store.ts';
import type { SecretLocation, Vault } from '../store/vault.ts';
import type { WebhookEndpoint } from '../store/webhook-endpoint-store.ts';
import type { ConfiguredEndpoints } from './configured-endpoints.ts';
import type { WebhookReceiver } from './send-webhook.ts';

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
