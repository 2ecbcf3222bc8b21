import type { ConnectionProblem, ConnectionStatus } from '../../widget/protocol/connection.ts';
import type { TenantScope } from './tenant-store.ts';

/** The authorization of a tenant, or of one of its users, with one connector. Credentials are read separately. */
export interface StoredConnection extends TenantScope {
  readonly id: number;
  /** Set when the connection belongs to one user of the tenant. */
  readonly userKey: string | null;
  readonly connector: string;
  readonly name: string;
  readonly status: ConnectionStatus;
  /** Whether the stored credentials were checked with the provider. */
  readonly verified: boolean;
  /** Name of the account at the provider. */
  readonly account: string | null;
  readonly problem: ConnectionProblem | null;
  /**
   * Counts changes, except refreshes that keep the status. A change names the revision that it read, and is dropped if
   * another change was first.
   */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When `status` got its present value. A change that keeps the status keeps this time. */
  readonly statusChangedAt: number;
  /** When the stored credentials were accepted. */
  readonly connectedAt: number | null;
  /** When the stored access token expires. `null`: there is no token, or it does not expire. */
  readonly expiresAt: number | null;
  /** Earliest time of the next refresh or retry. `null`: never. */
  readonly refreshAt: number | null;
  /** Number of consecutive refreshes that failed for a temporary reason. */
  readonly refreshFailures: number;
  /**
   * Earliest time of the next verification. `null`: never, because there are no credentials. Also set if the connector
   * cannot verify them, because its definition may change.
   */
  readonly verifyAt: number | null;
  /** Number of consecutive verifications that the provider refused. */
  readonly verifyRefusals: number;
  /**
   * When the connection is deleted if it was never connected: a person added it to others. `null`: never. Storing
   * credentials sets it to `null`.
   */
  readonly deleteAfter: number | null;
  /** Whether its credentials come from the host with its tokens. No person may change such a connection. */
  readonly hostManaged: boolean;
  /** What a back end calls the connection, so that a repeated import finds it again. Unique within the tenant. */
  readonly externalRef: string | null;
  /** Counts what invalidates a lease: each lease, its end, and each change of credentials. */
  readonly fence: number;
}

/** Initial values of a connection. */
export interface NewConnection {
  readonly userKey: string | null;
  readonly connector: string;
  readonly name: string;
  readonly now: number;
  /** See `StoredConnection`. `null` where absent. */
  readonly deleteAfter?: number | null;
  /** See `StoredConnection`. `false` where absent. */
  readonly hostManaged?: boolean;
  /** See `StoredConnection`. `null` where absent. */
  readonly externalRef?: string | null;
  /** The id of the connection. By default the store chooses the next one. */
  readonly id?: number;
}

/** The last credentials that a host has handed over for a connection. */
export interface HostValue {
  /** A hash of the credentials, sealed by the vault. */
  readonly sealedHash: Uint8Array;
  /** When the token with them was issued, in ms since 1970. */
  readonly issuedAt: number;
}

/** Values to change in one write. Absent values stay unchanged. */
export interface ConnectionChange {
  readonly name?: string;
  readonly status?: ConnectionStatus;
  readonly verified?: boolean;
  readonly account?: string | null;
  readonly problem?: ConnectionProblem | null;
  /** Sealed by the vault; `null` removes them. */
  readonly credentials?: Uint8Array | null;
  readonly connectedAt?: number | null;
  readonly expiresAt?: number | null;
  readonly refreshAt?: number | null;
  readonly refreshFailures?: number;
  readonly verifyAt?: number | null;
  readonly verifyRefusals?: number;
}

/** Selects connections of a tenant. */
export interface ConnectionFilter {
  readonly connector?: string;
  /** `null`: only connections of the whole tenant. Absent: all connections. */
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

/** A page of connections across an organization, for a back end. */
export interface UpdatedConnectionsQuery extends Omit<ConnectionListQuery, 'afterId'> {
  /** Only connections that were changed later than this, or at the same time and with a higher id. */
  readonly after: Pick<StoredConnection, 'updatedAt' | 'id'>;
}

/** A connection with its sealed credentials, as they were at the same moment. */
export interface ConnectionWithCredentials {
  readonly connection: StoredConnection;
  readonly sealed: Uint8Array | undefined;
}

/** Describes a person's account at a provider. */
export interface AccountQuery {
  /** Any of these. */
  readonly connectors: readonly string[];
  /** The provider's name for the account. `null`: unknown. */
  readonly account: string | null;
  /** Connections of this tenant match even if their account is unknown, because the account may be the same. */
  readonly tenantId: number;
}

/**
 * Stores connections.
 *
 * Methods take the tenant, so a caller cannot read across tenants by guessing an id. The last ones do not: they are for
 * operators and for background work of the server.
 */
export interface ConnectionStore {
  /** Resolves to `undefined` when the id is unknown or belongs to another tenant. */
  find(scope: TenantScope, id: number): Promise<StoredConnection | undefined>;

  /** Oldest first. */
  list(scope: TenantScope, filter: ConnectionFilter): Promise<readonly StoredConnection[]>;

  /** Sealed credentials, if the connection is this tenant's and has any. */
  credentials(scope: TenantScope, id: number): Promise<Uint8Array | undefined>;

  /** The connection of a connector and owner whose credentials come from the host. There is at most one. */
  findHostManaged(
    scope: TenantScope,
    owner: { readonly connector: string; readonly userKey: string | null },
  ): Promise<{ readonly connection: StoredConnection; readonly value: HostValue | undefined } | undefined>;

  /** Stores what the host handed over last. Does not raise the revision. */
  setHostValue(connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>, value: HostValue): Promise<void>;

  /** Finds a connection with its sealed credentials. Resolves to `undefined` as {@link find}. */
  findWithCredentials(scope: TenantScope, id: number): Promise<ConnectionWithCredentials | undefined>;

  /** What {@link setImportedHash} stored last. */
  importedHash(scope: TenantScope, id: number): Promise<Uint8Array | undefined>;

  /** Stores a hash of the credentials that were imported last, sealed by the vault. Does not raise the revision. */
  setImportedHash(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id'>,
    sealed: Uint8Array,
  ): Promise<void>;

  /** Finds the tenant's connection with this reference. */
  findByExternalRef(scope: TenantScope, externalRef: string): Promise<StoredConnection | undefined>;

  /**
   * Creates a connection in status `disconnected` with revision 1. Rejects when the tenant does not belong to the
   * organization, or has a connection with the same reference.
   *
   * Rejects with `ConflictError` if the chosen id is not higher than every earlier id of a connection: it may have belonged
   * to a deleted one. The next ids continue from a chosen id.
   */
  create(scope: TenantScope, connection: NewConnection): Promise<StoredConnection>;

  /**
   * Changes a connection in a single write and raises its revision.
   *
   * Resolves to `undefined` and changes nothing when the stored revision differs from `revision`, or when the
   * connection was deleted. Of two concurrent changes only the first one succeeds. A change or removal of credentials
   * also raises the fence and ends a lease, so the result of a running refresh is dropped.
   */
  change(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: ConnectionChange,
    now: number,
  ): Promise<StoredConnection | undefined>;

  /** Removes the connection with its credentials. Resolves to `false` when there was nothing to delete. */
  delete(scope: TenantScope, id: number): Promise<boolean>;

  /**
   * Returns connections whose `deleteAfter` has passed, if the same owner has an older connection of the connector and no
   * sign-in of the connection runs. The longest due first.
   */
  listAbandoned(now: number, limit: number): Promise<readonly StoredConnection[]>;

  /** An operator's view of a whole organization, by id, lowest first. */
  listOrganization(organization: string, query: ConnectionListQuery): Promise<readonly StoredConnection[]>;

  /** A back end's view of what has changed in a whole organization, by time of the change and id, lowest first. */
  listUpdated(organization: string, query: UpdatedConnectionsQuery): Promise<readonly StoredConnection[]>;

  /**
   * Whether a connection of any tenant of the organization has credentials for an account. A connection of the same
   * tenant also counts if one of the two accounts is unknown, because they may be the same.
   */
  hasCredentialsFor(organization: string, query: AccountQuery): Promise<boolean>;

  /** An operator's lookup in a whole organization. */
  findInOrganization(organization: string, id: number): Promise<StoredConnection | undefined>;
}
