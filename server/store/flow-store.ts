import type { ConnectionProblem } from '../../widget/protocol/connection.ts';
import type { TenantScope } from './tenant-store.ts';

/**
 * How far a sign-in has come.
 *
 * `offered`: nobody has opened its link. `confirming`: it was opened where it is not known to be the browser that shows
 * the dialog, and waits for its code. `started`: it is bound to a browser, which goes to the system. `exchanging`: that one came back. The other three
 * are for good.
 */
export type FlowStatus = 'offered' | 'confirming' | 'started' | 'exchanging' | 'succeeded' | 'failed' | 'cancelled';

/** One attempt to sign in, in a window of its own. Its secrets are read apart. */
export interface StoredFlow extends TenantScope {
  readonly id: number;
  readonly connectionId: number;
  readonly connector: string;
  /** JSON of the session that it was begun in. See `SessionContext`. */
  readonly context: string;
  /** Language of the dialog, BCP 47. */
  readonly locale: string;
  readonly status: FlowStatus;
  /** SHA-256 of the cookie of the one browser that may go on. `null` until it is known which one that is. */
  readonly cookieHash: Uint8Array | null;
  /** Wrong codes so far. */
  readonly wrongCodes: number;
  /** Whether it was recorded that somebody went on with it who may not. */
  readonly mismatched: boolean;
  /** Why it failed. */
  readonly problem: ConnectionProblem | null;
  /** Whose account the connection was before, where it is another one now. */
  readonly previousAccount: string | null;
  /** Counts changes. A change names the revision it read, and is dropped when another came first. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** From when on it cannot be gone on with. One that came back before may still end after it. */
  readonly expiresAt: number;
}

/** What a flow begins with: in status `offered`. */
export interface NewFlow extends Pick<
  StoredFlow,
  'connectionId' | 'connector' | 'context' | 'locale' | 'createdAt' | 'expiresAt'
> {
  /** SHA-256 of what stands in its link. */
  readonly tokenHash: Uint8Array;
}

/** What may change in one write. Absent: stays as it is. */
export interface FlowChange {
  readonly status?: FlowStatus;
  readonly cookieHash?: Uint8Array | null;
  /** SHA-256 of the state that the system sends back. */
  readonly stateHash?: Uint8Array | null;
  /** Sealed by the vault; `null` removes them. */
  readonly secrets?: Uint8Array | null;
  readonly wrongCodes?: number;
  readonly mismatched?: boolean;
  readonly problem?: ConnectionProblem | null;
  readonly previousAccount?: string | null;
}

/** Durable home of sign-ins. Hashes are of 256 random bits, so they find across tenants on purpose. */
export interface FlowStore {
  /** In status `offered`, revision 1. Rejects when the tenant is not the organization's. */
  create(scope: TenantScope, flow: NewFlow): Promise<StoredFlow>;

  find(scope: TenantScope, id: number): Promise<StoredFlow | undefined>;
  findByToken(tokenHash: Uint8Array): Promise<StoredFlow | undefined>;
  findByState(stateHash: Uint8Array): Promise<StoredFlow | undefined>;

  /** Sealed secrets, if the flow is this tenant's and has any. */
  secrets(scope: TenantScope, id: number): Promise<Uint8Array | undefined>;

  /**
   * Changes a flow in a single write and raises its revision. Resolves to `undefined`, changing nothing, when the stored
   * revision is no longer the one given: of a hundred returns with one state, only the first goes on.
   */
  change(
    flow: Pick<StoredFlow, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: FlowChange,
    now: number,
  ): Promise<StoredFlow | undefined>;

  /** A tenant's flows that can still be gone on with, oldest first: not for good, and not expired at `now`. */
  listOpen(scope: TenantScope, now: number): Promise<readonly StoredFlow[]>;

  /** Removes up to `EXPIRED_AT_ONCE` flows that expired before `before`. Resolves to how many went. */
  deleteExpired(before: number): Promise<number>;
}
