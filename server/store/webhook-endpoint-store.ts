import type { TenantScope } from './tenant-store.ts';

/** An address that the owner of an installation has registered for webhooks. */
export interface WebhookEndpoint {
  readonly id: number;
  readonly installationId: number;
  readonly url: string;
  readonly events: readonly string[];
}

/** Stores webhook endpoints. */
export interface WebhookEndpointStore {
  /** The number of endpoints of an installation. 0 if it belongs to another tenant. */
  count(scope: TenantScope, installationId: number): Promise<number>;
  /** Rejects if the tenant has no such installation. */
  create(
    scope: TenantScope,
    endpoint: Omit<WebhookEndpoint, 'id'> & { readonly now: number },
  ): Promise<WebhookEndpoint>;
  /**
   * Sets the secret in the transaction that creates the endpoint, because sealing needs the id. Rejects with
   * `NotFoundError` if the tenant has no such endpoint.
   */
  setSecret(scope: TenantScope, id: number, sealed: Uint8Array): Promise<void>;
}
