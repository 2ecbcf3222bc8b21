/**
 * What a key signs. A key has one purpose, so that a token of one kind never passes as a token of another kind.
 *
 * `receipt`: statements about connections, which back ends of organizations verify.
 */
export type SigningPurpose = 'receipt';

/** A pair of P-256 keys that signs what this server issues (ES256, RFC 7518 section 3.4). */
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
  /** When the key begins to sign. Of the keys whose time has come, the latest signs. */
  readonly signsFrom: number;
  /** When the public key is withdrawn. `null` until a newer key replaces this one. */
  readonly publishedUntil: number | null;
}

/** Keys that sign what this server issues: for each purpose the current key, its predecessors, and its successor. */
export interface SigningKeyStore {
  /** The keys of a purpose, in the order of their ids. A key that {@link deleteExpired} would delete may be among them. */
  list(purpose: SigningPurpose): Promise<readonly StoredSigningKey[]>;

  add(key: StoredSigningKey): Promise<void>;

  /** Sets when the keys of a purpose are withdrawn. A key that is withdrawn earlier already keeps its time. */
  retireAll(purpose: SigningPurpose, publishedUntil: number): Promise<void>;

  /** Deletes the keys, of all purposes, whose public half is withdrawn at `now`. Resolves to how many these were. */
  deleteExpired(now: number): Promise<number>;
}
