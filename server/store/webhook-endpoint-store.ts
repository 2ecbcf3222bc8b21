import type { TenantScope } from './tenant-store.ts';

/** An address that an installation's owner registered for webhooks. */
export interface WebhookEndpoint {
  readonly id: number;
  readonly installationId: number;
  readonly url: string;
  readonly events: readonly string[];
}

/** Stores webhook endpoints. */
export interface WebhookEndpointStore {
  /** How many the installation has. 0 when it belongs to another tenant. */
  count(scope: TenantScope, installationId: number): Promise<number>;
  /** Rejects when the tenant has no such installation. */
  create(
    scope: TenantScope,
    endpoint: Omit<WebhookEndpoint, 'id'> & { readonly now: number },
  ): Promise<WebhookEndpoint>;
  /**
   * Sealing needs the id, so the secret follows the row within one transaction. Rejects with `NotFoundError` when the
   * tenant has no such endpoint.
   */
  setSecret(scope: TenantScope, id: number, sealed: Uint8Array): Promise<void>;
}
