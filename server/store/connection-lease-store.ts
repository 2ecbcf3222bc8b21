import type { ConnectionChange, StoredConnection } from './connection-store.ts';
import type { TenantScope } from './tenant-store.ts';

/**
 * Duration of a lease. When a process dies, another one takes over after this time. It is longer than any work under a
 * lease.
 */
export const LEASE_MS = 35_000;

/**
 * A row with a time further in the future than this was written while the clock was ahead, so its times are wrong.
 * Smaller differences are ordinary clock corrections.
 */
export const CLOCK_TOLERANCE_MS = 60_000;

/** The right to refresh or verify the credentials of one connection, for {@link LEASE_MS}. */
export interface ConnectionLease extends TenantScope {
  readonly id: number;
  /** The connection's `fence` must still have this value when the result is stored. */
  readonly fence: number;
}

/** Selects connections that are due. */
export interface DueQuery {
  /** Milliseconds since 1970. */
  readonly now: number;
  /** Connectors by organization. Connections of other connectors are excluded. */
  readonly connectors: readonly Pick<StoredConnection, 'organization' | 'connector'>[];
  /** Limit for each of `connectors`, so that the backlog of one never hides due connections of another. */
  readonly limit: number;
}

/** Leases connections to one process for a refresh or verification, and finds those that are due. */
export interface ConnectionLeaseStore {
  /**
   * Acquires the lease for a refresh or verification for {@link LEASE_MS}, in one conditional update. Only one of
   * several processes gets it.
   *
   * Resolves to `undefined` when another process holds the lease at `now`, or when the stored fence differs from
   * `connection.fence`. Read the connection again in this case. A stored lease that ends more than {@link LEASE_MS}
   * after `now` was acquired while the clock was ahead, and is ignored.
   */
  acquire(
    connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'fence'>,
    now: number,
  ): Promise<ConnectionLease | undefined>;

  /**
   * Stores the result of the work under a lease and returns the lease. Resolves to `undefined` and changes nothing if
   * the fence has changed. A lease that has ended can still be finished if no other process has acquired it. Raises the
   * fence, and raises the revision only if the status changes. So a person's change does not fail because tokens were
   * refreshed at the same time.
   */
  finish(lease: ConnectionLease, change: ConnectionChange, now: number): Promise<StoredConnection | undefined>;

  /**
   * Returns connected connections whose tokens are due for refresh and that are not leased, longest due first.
   *
   * The result includes connections that were written more than {@link CLOCK_TOLERANCE_MS} after `now`: their times
   * were set while the clock was ahead. Tokens that cannot be refreshed are not included for this reason.
   */
  dueForRefresh(query: DueQuery): Promise<readonly StoredConnection[]>;

  /**
   * Returns connected connections whose credentials are due for verification and that are not leased, longest due
   * first. A connection that is due for refresh, or whose last refresh failed, is not included.
   *
   * @param query.latest The latest time that a verification can be due. A later time was set while the clock was ahead
   * or the interval was longer, and counts as due.
   */
  dueForVerification(query: DueQuery & { readonly latest: number }): Promise<readonly StoredConnection[]>;
}
