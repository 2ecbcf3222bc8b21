/** Which single-use tokens were used. */
export interface UsedTokenStore {
  /**
   * Resolves to `false`, changing nothing, when the organization used this id before and may not yet use it again: of
   * any number of uses at once, one resolves to `true`. An id is free again from the millisecond of `expiresAt` on.
   */
  use(organization: string, tokenId: string, expiresAt: number, now: number): Promise<boolean>;
  /** Removes up to {@link EXPIRED_AT_ONCE} ids that are free again. Resolves to how many went. */
  deleteExpired(now: number): Promise<number>;
}
