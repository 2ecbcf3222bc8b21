/** Remembers the ids of used single-use tokens. */
export interface UsedTokenStore {
  /**
   * Marks an id as used. Resolves to `false` and changes nothing when the organization used this id before and it has
   * not expired. Of any number of concurrent uses exactly one resolves to `true`. An id can be used again from the
   * millisecond of `expiresAt` on.
   */
  use(organization: string, tokenId: string, expiresAt: number, now: number): Promise<boolean>;
  /** Deletes up to `DELETE_BATCH_SIZE` expired ids. Resolves to their number. */
  deleteExpired(now: number): Promise<number>;
}
