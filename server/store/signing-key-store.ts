/**
 * The purpose of a key. Each key has one purpose, so that a token of one kind is never accepted as another kind.
 *
 * - `receipt`: statements about connections, which back ends of organizations verify.
 * - `session-token`: tokens that open pages, which only this server verifies.
 * - `embed-token`: the same for one page view, in the place of tokens that the organization signs.
 */
export const SIGNING_PURPOSES = ['receipt', 'session-token', 'embed-token'] as const;

/** One of {@link SIGNING_PURPOSES}. */
export type SigningPurpose = (typeof SIGNING_PURPOSES)[number];

/** A P-256 key pair that signs tokens of this server (ES256, RFC 7518 section 3.4). */
export interface StoredSigningKey {
  /** Thumbprint of the public key (RFC 7638). */
  readonly kid: string;
  readonly purpose: SigningPurpose;
  /** Coordinates of the public key, in base64url (RFC 7518 section 6.2.1). */
  readonly x: string;
  readonly y: string;
  /** The private key, sealed by the vault. */
  readonly privateKey: Uint8Array;
  /** Milliseconds since 1970, as all times here. */
  readonly createdAt: number;
  /** When the key starts to sign. The key with the latest past time signs. */
  readonly signsFrom: number;
  /** When the public key is withdrawn. `null` until a newer key replaces this one. */
  readonly publishedUntil: number | null;
}

/** Stores signing keys: for each purpose the current key, its predecessors and its successor. */
export interface SigningKeyStore {
  /**
   * The keys of a purpose, in the order of their ids. Can include keys that {@link SigningKeyStore.deleteExpired} would
   * delete.
   */
  list(purpose: SigningPurpose): Promise<readonly StoredSigningKey[]>;

  add(key: StoredSigningKey): Promise<void>;

  /** Sets when the keys of a purpose are withdrawn. A key with an earlier time keeps it. */
  retireAll(purpose: SigningPurpose, publishedUntil: number): Promise<void>;

  /** Deletes the keys of all purposes whose public key is withdrawn at `now`. Resolves to their number. */
  deleteExpired(now: number): Promise<number>;
}
