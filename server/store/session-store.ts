import type { TenantScope } from './tenant-store.ts';

/** What a dialog holds after its token was accepted. */
export interface StoredSession extends TenantScope {
  /** SHA-256 of the bearer. */
  readonly tokenHash: Uint8Array;
  /** JSON of what the session may do and for whom. See `SessionContext`. */
  readonly context: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A session to be stored, and the token that opened it. */
export interface NewSession extends StoredSession {
  /** See `tokenFingerprint`. `null` where the token opens one session only. */
  readonly embedTokenHash: Uint8Array | null;
}

/** Sessions that are counted together. */
export interface TokenSessionLimit {
  readonly embedTokenHash: Uint8Array;
  readonly limit: number;
  readonly now: number;
}

/**
 * How many expired rows one `deleteExpired` removes at most, so that the writes behind it need not wait long: ten
 * to forty milliseconds. Call it again, in a write of its own, while it resolves to this number.
 */
export const DELETE_BATCH_SIZE = 1000;

/** Durable home of sessions. The hash is of 256 random bits, so it finds across tenants on purpose. */
export interface SessionStore {
  /** Rejects when the tenant is not the organization's. */
  create(session: NewSession): Promise<void>;
  /**
   * Ends the oldest live sessions of a token until there are not more than `most`. To be called in the transaction that
   * creates another, so that of parallel ones none is overlooked.
   */
  evictOldest(scope: TenantScope, sessions: TokenSessionLimit): Promise<void>;
  /** A session is over from the millisecond of its `expiresAt` on, and then not found. */
  find(tokenHash: Uint8Array, now: number): Promise<StoredSession | undefined>;
  /** Moves the end of a session. Does nothing when it is unknown. */
  extend(tokenHash: Uint8Array, expiresAt: number): Promise<void>;
  /** Removes up to {@link DELETE_BATCH_SIZE} sessions that are over. Resolves to how many went. */
  deleteExpired(now: number): Promise<number>;
}
