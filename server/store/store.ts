import type { ConnectionProblem, ConnectionStatus } from '../../widget/protocol/connection.ts';

/** Whose rows: every read and write of a tenant's data names both. */
export interface TenantScope {
  /** Slug of the organization. */
  readonly organization: string;
  readonly tenantId: number;
}

/** One customer account of an organization. */
export interface Tenant {
  readonly id: number;
  readonly organization: string;
  /** What the organization calls this account: compared byte for byte. */
  readonly key: string;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
}

/** Durable home of tenants. */
export interface TenantStore {
  find(organization: string, id: number): Promise<Tenant | undefined>;
  findByKey(organization: string, key: string): Promise<Tenant | undefined>;

  /**
   * Creates the tenant unless it is there, and locks its row until the transaction ends, so that what depends on
   * "none yet" inside one tenant happens once. Only within {@link Store.write}.
   */
  ensure(organization: string, key: string, now: number): Promise<Tenant>;
}

/** One tenant's, or one user's, authorization with one connector. Credentials are read apart. */
export interface StoredConnection extends TenantScope {
  readonly id: number;
  /** Set when the connection belongs to one user of the tenant. */
  readonly userKey: string | null;
  readonly connector: string;
  readonly name: string;
  readonly status: ConnectionStatus;
  /** Whether the stored credentials were tried against the external system. */
  readonly verified: boolean;
  /** Who the external system says this is. */
  readonly account: string | null;
  readonly problem: ConnectionProblem | null;
  /** Counts changes. A change names the revision it read, and is dropped when another came first. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the stored credentials were accepted. */
  readonly connectedAt: number | null;
}

export interface NewConnection {
  readonly userKey: string | null;
  readonly connector: string;
  readonly name: string;
  readonly now: number;
}

/** What may change in one write. Absent: stays as it is. */
export interface ConnectionChange {
  readonly name?: string;
  readonly status?: ConnectionStatus;
  readonly verified?: boolean;
  readonly account?: string | null;
  readonly problem?: ConnectionProblem | null;
  /** Sealed by the vault; `null` removes them. */
  readonly credentials?: Uint8Array | null;
  readonly connectedAt?: number | null;
}

export interface ConnectionFilter {
  readonly connector?: string;
  /** `null`: only those of the whole tenant. Absent: all. */
  readonly userKey?: string | null;
}

/** A page of connections across an organization, for its operator. */
export interface ConnectionListQuery {
  readonly tenantId?: number;
  readonly connector?: string;
  readonly status?: ConnectionStatus;
  /** Only ids above this one. */
  readonly afterId: number;
  readonly limit: number;
}

/**
 * Durable home of connections.
 *
 * Every method takes the tenant, so a caller cannot read across tenants by guessing an id.
 */
export interface ConnectionStore {
  /** Resolves to `undefined` when the id is unknown or belongs to another tenant. */
  find(scope: TenantScope, id: number): Promise<StoredConnection | undefined>;

  /** Oldest first. */
  list(scope: TenantScope, filter: ConnectionFilter): Promise<readonly StoredConnection[]>;

  /** Sealed credentials, if the connection is this tenant's and has any. */
  credentials(scope: TenantScope, id: number): Promise<Uint8Array | undefined>;

  /** A new connection in status `disconnected`. */
  create(scope: TenantScope, connection: NewConnection): Promise<StoredConnection>;

  /**
   * Changes a connection in a single write and raises its revision.
   *
   * Resolves to `undefined`, changing nothing, when the stored revision is no longer `revision`: of two changes that
   * race, only the first wins.
   */
  change(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: ConnectionChange,
    now: number,
  ): Promise<StoredConnection | undefined>;

  /** Resolves to `false` when there was nothing to delete. */
  delete(scope: TenantScope, id: number): Promise<boolean>;

  /** An operator's view of a whole organization, by id. */
  listOrganization(organization: string, query: ConnectionListQuery): Promise<readonly StoredConnection[]>;

  /** An operator's lookup in a whole organization. */
  findInOrganization(organization: string, id: number): Promise<StoredConnection | undefined>;
}

/** What a dialog holds after its token was accepted. */
export interface StoredSession extends TenantScope {
  /** SHA-256 of the bearer. */
  readonly tokenHash: Uint8Array;
  /** JSON of what the session may do and for whom. See `SessionContext`. */
  readonly context: string;
  readonly expiresAt: number;
}

export interface SessionStore {
  create(session: StoredSession): Promise<void>;
  /** Expired sessions are not found. */
  find(tokenHash: Uint8Array, now: number): Promise<StoredSession | undefined>;
  extend(tokenHash: Uint8Array, expiresAt: number): Promise<void>;
  /** Resolves to how many went. */
  deleteExpired(now: number): Promise<number>;
}

/** Which single-use tokens were used. */
export interface UsedTokenStore {
  /** Resolves to `false` when the organization used this id before and may not yet use it again. */
  use(organization: string, tokenId: string, expiresAt: number, now: number): Promise<boolean>;
  /** Resolves to how many went. */
  deleteExpired(now: number): Promise<number>;
}

export const ACTIVITY_TYPES = [
  'connection.created',
  'connection.connected',
  'connection.refused',
  'connection.renamed',
  'connection.disconnected',
  'connection.deleted',
  'installation.created',
  'webhook_endpoint.created',
] as const;
export type ActivityType = (typeof ACTIVITY_TYPES)[number];

/** Who did something, as the token or the command line names them. */
export interface Actor {
  readonly id: string;
  readonly name?: string;
}

/** One thing that happened. Never a credential. */
export interface Activity extends TenantScope {
  readonly type: ActivityType;
  readonly connectionId: number | null;
  readonly installationId: number | null;
  readonly actor: Actor | null;
  readonly detail: Readonly<Record<string, string | number | boolean>>;
  /** Milliseconds since 1970. */
  readonly at: number;
}

export interface ActivityStore {
  add(activity: Activity): Promise<void>;
  /** Newest first. */
  list(scope: TenantScope, limit: number): Promise<readonly Activity[]>;
}

/** One tenant's, or one user's, copy of an integration. */
export interface Installation extends TenantScope {
  readonly id: number;
  readonly userKey: string | null;
  /** Slug of the integration, or the name of a connector where the organization has no integration for it. */
  readonly integration: string;
  /** JSON. */
  readonly settings: string;
  /** Cron expression a person chose. */
  readonly schedule: string;
  readonly paused: boolean;
  /** Sealed by the vault: lets its holder register webhooks for this installation. */
  readonly capability: Uint8Array | null;
  readonly createdAt: number;
  readonly updatedAt: number;
}

export interface NewInstallation {
  readonly userKey: string | null;
  readonly integration: string;
  readonly settings: string;
  readonly schedule: string;
  readonly now: number;
}

export interface InstallationStore {
  find(scope: TenantScope, id: number): Promise<Installation | undefined>;
  findByIntegration(scope: TenantScope, integration: string, userKey: string | null): Promise<Installation | undefined>;
  create(scope: TenantScope, installation: NewInstallation): Promise<Installation>;
  setCapability(scope: TenantScope, id: number, capability: { hash: Uint8Array; sealed: Uint8Array }): Promise<void>;
  /** The hash is of 256 random bits, so it finds across tenants on purpose. */
  findByCapability(hash: Uint8Array): Promise<Installation | undefined>;
}

/** An address that an installation's owner registered for webhooks. */
export interface WebhookEndpoint {
  readonly id: number;
  readonly installationId: number;
  readonly url: string;
  readonly events: readonly string[];
}

export interface WebhookEndpointStore {
  count(scope: TenantScope, installationId: number): Promise<number>;
  create(
    scope: TenantScope,
    endpoint: Omit<WebhookEndpoint, 'id'> & { readonly now: number },
  ): Promise<WebhookEndpoint>;
  /** Sealing needs the id, so the secret follows the row within one transaction. */
  setSecret(scope: TenantScope, id: number, sealed: Uint8Array): Promise<void>;
}

/** Which vault keys have sealed anything here, each with a value only that key opens. */
export interface VaultKeyStore {
  list(): Promise<readonly { readonly keyId: string; readonly check: Uint8Array }[]>;
  add(keyId: string, check: Uint8Array, now: number): Promise<void>;
}

/** One port per kind of row. */
export interface Stores {
  readonly tenants: TenantStore;
  readonly connections: ConnectionStore;
  readonly sessions: SessionStore;
  readonly usedTokens: UsedTokenStore;
  readonly activity: ActivityStore;
  readonly installations: InstallationStore;
  readonly webhookEndpoints: WebhookEndpointStore;
  readonly vaultKeys: VaultKeyStore;
}

/**
 * The database. Every method throws `StorageUnavailableError` when it cannot be reached or cannot write.
 *
 * Its own ports only read; what writes goes through {@link write}.
 */
export interface Store extends Stores {
  /**
   * Runs `work` in one transaction and resolves once it is durable; rejects, with nothing written, when `work` does.
   *
   * No network call and no wait for anything but these ports inside `work`: others wait behind it.
   */
  write<T>(work: (stores: Stores) => Promise<T>): Promise<T>;

  /** Resolves when the database answers. */
  check(): Promise<void>;
  close(): Promise<void>;
}
