/** The public key of a vendor that a back end has set. It verifies embed tokens beside the keys of the configuration. */
export interface VendorKey {
  /** Slug. */
  readonly organization: string;
  readonly vendorId: string;
  /** Equal for equal keys. See `ImportedKey`. */
  readonly fingerprint: string;
  /** PEM. */
  readonly publicKey: string;
}

/** When a key is added, and how long the one before it is still accepted. Milliseconds since 1970. */
export interface VendorKeyTimes {
  readonly now: number;
  readonly previousUntil: number;
}

/** Stores the public keys of vendors that back ends have set. */
export interface VendorKeyStore {
  /** Adds a key. It replaces the vendor's earlier ones, which are accepted until `previousUntil`. */
  add(key: VendorKey, times: VendorKeyTimes): Promise<void>;
  /** Lists the keys of a vendor that are accepted at `now`, in any order. */
  list(organization: string, vendorId: string, now: number): Promise<readonly VendorKey[]>;
}
