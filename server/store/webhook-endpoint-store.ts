import type { TenantScope } from './tenant-store.ts';

/** An address that an organization's back end has registered for webhooks. */
export interface WebhookEndpoint {
  /** Unique on the server. */
  readonly id: string;
  readonly organization: string;
  /** The only tenant whose events it receives. `null`: the events of all tenants. */
  readonly tenantId: TenantScope['tenantId'] | null;
  readonly url: string;
  /** Types of events, or `*` for all. */
  readonly events: readonly string[];
  /** Sealed. */
  readonly secret: Uint8Array;
  /** The secret before the last rotation, which also signs until a time in milliseconds since 1970. */
  readonly previousSecret: { readonly sealed: Uint8Array; readonly until: number } | null;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** New values of an endpoint. Fields that are absent stay as they are. */
export type WebhookEndpointChange = Partial<Pick<WebhookEndpoint, 'url' | 'events' | 'secret' | 'previousSecret'>>;

/** Why and when an endpoint was disabled. */
export interface DisabledWebhookEndpoint {
  /** Id of a stored endpoint, or of one in the configuration. */
  readonly endpointId: string;
  /** For people. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly disabledAt: number;
}

/** Which endpoints {@link WebhookEndpointStore.list} returns. */
export interface WebhookEndpointQuery {
  /** Only endpoints of these tenants. By default all of the organization. */
  readonly tenantIds?: readonly number[];
}

/** Stores webhook endpoints of organizations, and which endpoints are disabled. */
export interface WebhookEndpointStore {
  /** Rejects if the endpoint names a tenant of another organization. */
  create(endpoint: WebhookEndpoint): Promise<void>;
  /** Resolves to `undefined` if the organization has no such endpoint. */
  find(organization: string, id: string): Promise<WebhookEndpoint | undefined>;
  /** Lists endpoints, oldest first. */
  list(organization: string, query?: WebhookEndpointQuery): Promise<readonly WebhookEndpoint[]>;
  /** Increases `updatedAt` in any case. Resolves to the changed endpoint, or to `undefined` if the organization has no such endpoint. */
  change(
    organization: string,
    id: string,
    change: WebhookEndpointChange,
    now: number,
  ): Promise<WebhookEndpoint | undefined>;
  /** Resolves to whether the organization had the endpoint. */
  delete(organization: string, id: string): Promise<boolean>;
  /**
   * Counts the endpoints that receive the events of one tenant only, with `all tenants` those of each tenant together, or with
   * `null` those that receive all events.
   */
  count(organization: string, tenantId: TenantScope['tenantId'] | null | 'all tenants'): Promise<number>;
  /** Disables an endpoint of the database or of the configuration. Keeps the reason and time of an earlier call. */
  disable(organization: string, endpoint: DisabledWebhookEndpoint): Promise<void>;
  /** Resolves to whether the endpoint was disabled. */
  enable(organization: string, endpointId: string): Promise<boolean>;
  listDisabled(organization: string): Promise<readonly DisabledWebhookEndpoint[]>;
}
