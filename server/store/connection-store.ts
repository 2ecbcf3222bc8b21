import type { ConnectionProblem, ConnectionStatus } from '../../widget/protocol/connection.ts';
import type { TenantScope } from './tenant-store.ts';

/** How long a lease lasts: then another process takes over from one that died. Longer than any work under a lease. */
export const LEASE_MS = 35_000;

/**
 * A row that was written this far in the future was written while the clock was ahead, so its times are wrong. Smaller
 * differences are ordinary corrections of a clock.
 */
export const CLOCK_TOLERANCE_MS = 60_000;

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
  /**
   * Counts changes, but for refreshes that leave the status as it is. A change names the revision it read, and is dropped
   * when another came first.
   */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the stored credentials were accepted. */
  readonly connectedAt: number | null;
  /** When the stored access token stops working. `null`: there is none, or it lasts. */
  readonly expiresAt: number | null;
  /** From when on the stored tokens should be refreshed, or a failed refresh be tried again. `null`: never. */
  readonly refreshAt: number | null;
  /** Refreshes in a row that failed in a way that may pass. */
  readonly refreshFailures: number;
  /**
   * From when on the stored credentials should be verified again. `null`: never, since there are none. Set also where the
   * connector has no way to verify them: its definition may get one later.
   */
  readonly verifyAt: number | null;
  /** Verifications of stored credentials in a row that the provider refused. */
  readonly verifyRefusals: number;
  /** Counts what makes older knowledge unfit to refresh with: each lease, its end, and each change of credentials. */
  readonly fence: number;
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
  readonly expiresAt?: number | null;
  readonly refreshAt?: number | null;
  readonly refreshFailures?: number;
  readonly verifyAt?: number | null;
  readonly verifyRefusals?: number;
}

/** The right to refresh or verify the credentials of one connection, for {@link LEASE_MS}. */
export interface ConnectionLease extends TenantScope {
  readonly id: number;
  /** What the connection's `fence` must still be when the result is stored. */
  readonly fence: number;
}

/** Whose due connections to read. */
export interface DueQuery {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Connectors by organization. Connections of others are left out. */
  readonly connectors: readonly Pick<StoredConnection, 'organization' | 'connector'>[];
  /** For each of `connectors`, so that the backlog of one never hides what is due at another. */
  readonly limit: number;
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

/** Who holds credentials at an external system, as far as is known. */
export interface AccountQuery {
  /** Any of these. */
  readonly connectors: readonly string[];
  /** What the provider calls the person. `null`: unknown. */
  readonly account: string | null;
  /** Where a connection whose account is unknown may be the same person's. */
  readonly tenantId: number;
}

/**
 * Durable home of connections.
 *
 * Methods take the tenant, so a caller cannot read across tenants by guessing an id. The last four do not: they are for
 * operators and for the server's own work.
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
   * gone: of two changes that race, only the first wins. A change of credentials, or their removal, also raises the
   * fence and ends a lease: what a refresh under way brings is then dropped.
   */
  change(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: ConnectionChange,
    now: number,
  ): Promise<StoredConnection | undefined>;

  /** Removes the connection with its credentials. Resolves to `false` when there was nothing to delete. */
  delete(scope: TenantScope, id: number): Promise<boolean>;

  /**
   * Takes the right to refresh or verify for {@link LEASE_MS}, in one conditional update. Of all processes that try, one
   * gets it.
   *
   * Resolves to `undefined` when another process holds it at `now`, or the fence is no longer `connection.fence`: read the
   * connection again then. A stored lease that ends more than {@link LEASE_MS} after `now` was taken while the clock was
   * ahead, and is ignored.
   */
  lease(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'fence'>,
    now: number,
  ): Promise<ConnectionLease | undefined>;

  /**
   * Stores what the work under a lease brought and gives the lease back, unless the fence has moved on: then resolves to
   * `undefined`, changing nothing. A lease that has ended and that no other process took still settles. Raises the fence,
   * and the revision only where the status changes: a person's own change does not fail because tokens were refreshed
   * meanwhile.
   */
  settleLease(lease: ConnectionLease, change: ConnectionChange, now: number): Promise<StoredConnection | undefined>;

  /**
   * Connected ones whose tokens are due for refresh and that no process works on, longest due first.
   *
   * Also those that were written more than {@link CLOCK_TOLERANCE_MS} after `now`: their tokens were obtained, or their
   * next try was set, while the clock was ahead. Tokens that cannot be refreshed are left out of this.
   */
  dueForRefresh(query: DueQuery): Promise<readonly StoredConnection[]>;

  /**
   * Connected ones whose credentials are due for verification and that no process works on, longest due first. Those that
   * are due for refresh, or whose last refresh failed, wait until it has succeeded.
   *
   * @param query.latest The latest time that a verification can be due. A later one was set while the clock was ahead or
   *   the interval was longer, and counts as due.
   */
  dueForVerification(query: DueQuery & { readonly latest: number }): Promise<readonly StoredConnection[]>;

  /** An operator's view of a whole organization, by id, lowest first. */
  listOrganization(organization: string, query: ConnectionListQuery): Promise<readonly StoredConnection[]>;

  /**
   * Tells whether a connection of the organization, of any tenant, has credentials for an account. A connection of the
   * same tenant counts as well when either account is unknown: it may be the same person's.
   */
  hasCredentialsFor(organization: string, query: AccountQuery): Promise<boolean>;

  /** An operator's lookup in a whole organization. */
  findInOrganization(organization: string, id: number): Promise<StoredConnection | undefined>;
}
