/** Which vault keys have sealed anything here, each with a value only that key opens. */
export interface VaultKeyStore {
  list(): Promise<readonly { readonly keyId: string; readonly check: Uint8Array }[]>;
  /** Does nothing when the key is recorded already. */
  add(keyId: string, check: Uint8Array, now: number): Promise<void>;
}
