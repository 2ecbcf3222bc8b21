import type { TenantScope } from './tenant-store.ts';

/** The session of a dialog whose token was accepted. */
export interface StoredSession extends TenantScope {
  /** See `hashTimedToken`. */
  readonly tokenHash: Uint8Array;
  /** JSON of the session's owner and rights. See `SessionContext`. */
  readonly context: string;
  readonly createdAt: number;
  readonly expiresAt: number;
}

/** A session to store, and the token that opened it. */
export interface NewSession extends StoredSession {
  /** When the token was issued, and its `tokenFingerprint`. `null` if the token opens one session only. */
  readonly embedTokenHash: Uint8Array | null;
}

/** The sessions that count together. */
export interface TokenSessionLimit {
  readonly embedTokenHash: Uint8Array;
  readonly limit: number;
  readonly now: number;
}

/**
 * Maximum number of rows that one `deleteExpired` removes, so that queued writes wait at most ten to forty
 * milliseconds. Call `deleteExpired` again, in another write, while it resolves to this number.
 */
export const DELETE_BATCH_SIZE = 1000;

/** Stores sessions. Hashes are of 256 random bits, so lookups by hash need no tenant. */
export interface SessionStore {
  /** Rejects when the tenant does not belong to the organization. */
  create(session: NewSession): Promise<void>;
  /**
   * Ends the oldest live sessions of a token until at most `limit` are left. Call it in the transaction that creates
   * another session, so that concurrent sessions are counted too.
   */
  evictOldest(scope: TenantScope, sessions: TokenSessionLimit): Promise<void>;
  /** Finds a session. It expires at the millisecond of its `expiresAt`. */
  find(tokenHash: Uint8Array, now: number): Promise<StoredSession | undefined>;
  /** Replaces what a session may see and do. Does nothing when it is unknown. */
  setContext(tokenHash: Uint8Array, context: string): Promise<void>;
  /** Moves the end of a session. Does nothing when it is unknown. */
  extend(tokenHash: Uint8Array, expiresAt: number): Promise<void>;
  /** Deletes up to {@link DELETE_BATCH_SIZE} expired sessions. Resolves to their number. */
  deleteExpired(now: number): Promise<number>;
}
