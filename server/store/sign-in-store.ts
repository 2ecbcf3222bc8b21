import type { ConnectionProblem } from '../../widget/protocol/connection.ts';
import type { TenantScope } from './tenant-store.ts';

/**
 * How far a sign-in has come.
 *
 * `offered`: nobody has opened its link. `confirming`: it was opened where it is not known to be the browser that shows
 * the dialog, and waits for its code. `started`: it is bound to a browser, which goes to the provider. `exchanging`: that one came back. The other three
 * are for good.
 */
export type SignInStatus = 'created' | 'confirming' | 'started' | 'exchanging' | 'succeeded' | 'failed' | 'cancelled';

/** One attempt to sign in, in a window of its own. Its secrets are read apart. */
export interface StoredSignIn extends TenantScope {
  readonly id: number;
  readonly connectionId: number;
  readonly connector: string;
  /** JSON of the session that it was begun in. See `SessionContext`. */
  readonly context: string;
  /** Language of the dialog, BCP 47. */
  readonly locale: string;
  readonly status: SignInStatus;
  /** SHA-256 of the cookie of the one browser that may go on. `null` until it is known which one that is. */
  readonly browserBindingHash: Uint8Array | null;
  /** Wrong codes so far. */
  readonly failedCodeAttempts: number;
  /** Whether it was recorded that somebody went on with it who may not. */
  readonly mismatchRecorded: boolean;
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

/** What a sign-in begins with: in status `created`. */
export interface NewSignIn extends Pick<
  StoredSignIn,
  'connectionId' | 'connector' | 'context' | 'locale' | 'createdAt' | 'expiresAt'
> {
  /** SHA-256 of what stands in its link. */
  readonly tokenHash: Uint8Array;
}

/** What may change in one write. Absent: stays as it is. */
export interface SignInChange {
  readonly status?: SignInStatus;
  readonly browserBindingHash?: Uint8Array | null;
  /** SHA-256 of the state that the provider sends back. */
  readonly stateHash?: Uint8Array | null;
  /** Sealed by the vault; `null` removes them. */
  readonly secrets?: Uint8Array | null;
  readonly failedCodeAttempts?: number;
  readonly mismatchRecorded?: boolean;
  readonly problem?: ConnectionProblem | null;
  readonly previousAccount?: string | null;
}

/** Durable home of sign-ins. Hashes are of 256 random bits, so they find across tenants on purpose. */
export interface SignInStore {
  /** In status `offered`, revision 1. Rejects when the tenant is not the organization's. */
  create(scope: TenantScope, signIn: NewSignIn): Promise<StoredSignIn>;

  find(scope: TenantScope, id: number): Promise<StoredSignIn | undefined>;
  findByToken(tokenHash: Uint8Array): Promise<StoredSignIn | undefined>;
  findByState(stateHash: Uint8Array): Promise<StoredSignIn | undefined>;

  /** Sealed secrets, if the sign-in is this tenant's and has any. */
  secrets(scope: TenantScope, id: number): Promise<Uint8Array | undefined>;

  /**
   * Changes a sign-in in a single write and raises its revision. Resolves to `undefined`, changing nothing, when the stored
   * revision is no longer the one given: of a hundred returns with one state, only the first goes on.
   */
  change(
    signIn: Pick<StoredSignIn, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: SignInChange,
    now: number,
  ): Promise<StoredSignIn | undefined>;

  /** A tenant's sign-ins that can still be gone on with, oldest first: not for good, and not expired at `now`. */
  listOpen(scope: TenantScope, now: number): Promise<readonly StoredSignIn[]>;

  /** Removes up to `EXPIRED_AT_ONCE` sign-ins that expired before `before`. Resolves to how many went. */
  deleteExpired(before: number): Promise<number>;
}
