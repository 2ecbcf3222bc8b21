/** A vault key that has sealed something, and a value that only this key opens. */
export interface VaultKeyRecord {
  readonly keyId: string;
  readonly checkValue: Uint8Array;
}

/** Stores which vault keys have sealed secrets in this database. */
export interface VaultKeyStore {
  list(): Promise<readonly VaultKeyRecord[]>;
  /** Does nothing if the key is already recorded. */
  add(keyId: string, check: Uint8Array, now: number): Promise<void>;
}
