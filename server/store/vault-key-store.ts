/** A vault key that has sealed something, and a value that only this key opens. */
export interface VaultKeyRecord {
  readonly keyId: string;
  readonly checkValue: Uint8Array;
}

/** Which vault keys have sealed anything here. */
export interface VaultKeyStore {
  list(): Promise<readonly VaultKeyRecord[]>;
  /** Does nothing when the key is recorded already. */
  add(keyId: string, check: Uint8Array, now: number): Promise<void>;
}
