import type { ConnectionProblem } from '../../widget/protocol/connection.ts';
import type { TenantScope } from './tenant-store.ts';

/**
 * Status of a sign-in.
 *
 * `created`: the link has not been opened. `confirming`: the link was opened, possibly in another browser than the
 * dialog's, and the sign-in waits for its code. `started`: it is bound to a browser, which is at the provider.
 * `exchanging`: that browser has returned. The other three are final.
 */
export type SignInStatus = 'created' | 'confirming' | 'started' | 'exchanging' | 'succeeded' | 'failed' | 'cancelled';

/** One attempt to sign in at a provider. Its secrets are read separately. */
export interface StoredSignIn extends TenantScope {
  readonly id: number;
  readonly connectionId: number;
  readonly connector: string;
  /** JSON of the session that created it. See `SessionContext`. */
  readonly context: string;
  /** Language of the dialog, BCP 47. */
  readonly locale: string;
  readonly status: SignInStatus;
  /** SHA-256 of the cookie of the bound browser. `null` until the sign-in is bound. */
  readonly browserBindingHash: Uint8Array | null;
  /** Number of wrong codes so far. */
  readonly failedCodeAttempts: number;
  /** Whether a request from another browser was recorded. */
  readonly mismatchRecorded: boolean;
  /** Why the sign-in failed. */
  readonly problem: ConnectionProblem | null;
  /** The previous account of the connection, if the account has changed. */
  readonly previousAccount: string | null;
  /** Counts changes. A change names the revision that it read, and is dropped if another change was first. */
  readonly revision: number;
  /** Milliseconds since 1970. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When the sign-in expires. If its browser has returned before this time, it may still succeed after it. */
  readonly expiresAt: number;
}

/** Initial values of a sign-in in status `created`. */
export interface NewSignIn extends Pick<
  StoredSignIn,
  'connectionId' | 'connector' | 'context' | 'locale' | 'createdAt' | 'expiresAt'
> {
  /** SHA-256 of the token in its link. */
  readonly tokenHash: Uint8Array;
}

/** Values to change in one write. Absent values stay unchanged. */
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

/** Stores sign-ins. Hashes are of 256 random bits, so lookups by hash need no tenant. */
export interface SignInStore {
  /**
   * Creates a sign-in in status `created` with revision 1. Rejects when the tenant does not belong to the organization.
   */
  create(scope: TenantScope, signIn: NewSignIn): Promise<StoredSignIn>;

  find(scope: TenantScope, id: number): Promise<StoredSignIn | undefined>;
  findByToken(tokenHash: Uint8Array): Promise<StoredSignIn | undefined>;
  findByState(stateHash: Uint8Array): Promise<StoredSignIn | undefined>;

  /** Sealed secrets, if the sign-in is this tenant's and has any. */
  secrets(scope: TenantScope, id: number): Promise<Uint8Array | undefined>;

  /**
   * Changes a sign-in in a single write and raises its revision. Resolves to `undefined` and changes nothing when the
   * stored revision differs from the given one. So only the first of several callbacks with one state succeeds.
   */
  change(
    signIn: Pick<StoredSignIn, 'organization' | 'tenantId' | 'id' | 'revision'>,
    change: SignInChange,
    now: number,
  ): Promise<StoredSignIn | undefined>;

  /** Returns a tenant's sign-ins that have neither ended nor expired at `now`, oldest first. */
  listOpen(scope: TenantScope, now: number): Promise<readonly StoredSignIn[]>;

  /** Deletes up to `DELETE_BATCH_SIZE` sign-ins that expired before `before`. Resolves to their number. */
  deleteExpired(before: number): Promise<number>;
}
