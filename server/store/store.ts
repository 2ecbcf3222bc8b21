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
  /** Resolves to `undefined` when the id is unknown or another organization's. */
  find(organization: string, id: number): Promise<Tenant | undefined>;

  /** Resolves to `undefined` when the organization has no tenant of exactly this key. */
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

/** What a connection begins with. */
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

/** Which of a tenant's connections. */
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

  /** A new connection in status `disconnected`, revision 1. Rejects when the tenant is not the organization's. */
  create(scope: TenantScope, connection: NewConnection): Promise<StoredConnection>;

  /**
   * Changes a connection in a single write and raises its revision.
   *
   * Resolves to `undefined`, changing nothing, when the stored revision is no longer `revision`, or the connection is
   * gone: of two changes that race, only the first wins.
   */
  change(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: ConnectionChange,
    now: number,
  ): Promise<StoredConnection | undefined>;

  /** Removes the connection with its credentials. Resolves to `false` when there was nothing to delete. */
  delete(scope: TenantScope, id: number): Promise<boolean>;

  /** An operator's view of a whole organization, by id, lowest first. */
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

/**
 * How many expired rows one `deleteExpired` removes at most, so that the writes behind it need not wait long: about
 * ten milliseconds. Call it again, in a write of its own, while it resolves to this number.
 */
export const EXPIRED_AT_ONCE = 1000;

/** Durable home of sessions. The hash is of 256 random bits, so it finds across tenants on purpose. */
export interface SessionStore {
  /** Rejects when the tenant is not the organization's. */
  create(session: StoredSession): Promise<void>;
  /** A session is over from the millisecond of its `expiresAt` on, and then not found. */
  find(tokenHash: Uint8Array, now: number): Promise<StoredSession | undefined>;
  /** Moves the end of a session. Does nothing when it is unknown. */
  extend(tokenHash: Uint8Array, expiresAt: number): Promise<void>;
  /** Removes up to {@link EXPIRED_AT_ONCE} sessions that are over. Resolves to how many went. */
  deleteExpired(now: number): Promise<number>;
}

/** Which single-use tokens were used. */
export interface UsedTokenStore {
  /**
   * Resolves to `false`, changing nothing, when the organization used this id before and may not yet use it again: of
   * any number of uses at once, one resolves to `true`. An id is free again from the millisecond of `expiresAt` on.
   */
  use(organization: string, tokenId: string, expiresAt: number, now: number): Promise<boolean>;
  /** Removes up to {@link EXPIRED_AT_ONCE} ids that are free again. Resolves to how many went. */
  deleteExpired(now: number): Promise<number>;
}

/** Everything that is recorded as having happened. */
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
/** One of {@link ACTIVITY_TYPES}. */
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

/** What happened to a tenant's connections and installations. Only added to. */
export interface ActivityStore {
  /** Rejects when the tenant is not the organization's. */
  add(activity: Activity): Promise<void>;
  /** What was added last comes first. */
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

/** What an installation begins with. It is not paused. */
export interface NewInstallation {
  readonly userKey: string | null;
  readonly integration: string;
  readonly settings: string;
  readonly schedule: string;
  readonly now: number;
}

/** Durable home of installations. */
export interface InstallationStore {
  /** Resolves to `undefined` when the id is unknown or belongs to another tenant. */
  find(scope: TenantScope, id: number): Promise<Installation | undefined>;
  /** The oldest one. `userKey` `null`: the whole tenant's, never one of a user. */
  findByIntegration(scope: TenantScope, integration: string, userKey: string | null): Promise<Installation | undefined>;
  /** Rejects when the tenant is not the organization's. */
  create(scope: TenantScope, installation: NewInstallation): Promise<Installation>;
  /** Replaces the capability. Rejects with `NotFoundError` when the tenant has no such installation. */
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

/** Durable home of webhook endpoints. */
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

/** Which vault keys have sealed anything here, each with a value only that key opens. */
export interface VaultKeyStore {
  list(): Promise<readonly { readonly keyId: string; readonly check: Uint8Array }[]>;
  /** Does nothing when the key is recorded already. */
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
 * The database. Every method rejects with `StorageUnavailableError` when it cannot be reached or cannot write, and
 * works again by itself when the reason is gone.
 *
 * Its own ports only read, and see everything that was committed; a method that writes is a `TypeError` on them. What
 * writes goes through {@link write}.
 */
export interface Store extends Stores {
  /**
   * Runs `work` in one transaction and resolves once it is durable; rejects, with nothing written, when `work` does.
   *
   * Works run strictly one after another, and each sees what those before it wrote. Use the ports that `work` is
   * given, only until it settles, and let their errors through: a transaction is not to be mended from inside.
   *
   * No network call, no nested `write`, and no wait for anything but these ports inside `work`: all others wait
   * behind it, and after a few seconds it is given up: rolled back and rejected.
   */
  write<T>(work: (stores: Stores) => Promise<T>): Promise<T>;

  /** Resolves when the database answers. */
  check(): Promise<void>;

  /** Refuses new writes, waits for those under way, and lets go of the files. May be called twice. */
  close(): Promise<void>;
}
