/** Remembers the ids of used single-use tokens. */
export interface UsedTokenStore {
  /**
   * Marks an id as used. Resolves to `false` and changes nothing if the organization has used this id and it has not
   * expired. Exactly one of several concurrent uses resolves to `true`. An id can be used again from `expiresAt` on.
   */
  use(organization: string, tokenId: string, expiresAt: number, now: number): Promise<boolean>;
  /** Deletes up to `DELETE_BATCH_SIZE` expired ids. Resolves to their number. */
  deleteExpired(now: number): Promise<number>;
}
