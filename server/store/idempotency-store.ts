/** A request with an `Idempotency-Key`. */
export interface IdempotentRequest {
  /** Keys of different access tokens are independent. */
  readonly accessTokenId: number;
  readonly key: string;
  /** HMAC of method, path, query and body, with the access token as key. */
  readonly requestHash: Uint8Array;
}

/** A stored request, and its answer if there is one yet. */
export interface StoredIdempotentRequest extends IdempotentRequest {
  /** The sealed answer. `null` while the request runs, or if its process stopped before the answer. */
  readonly response: Uint8Array | null;
  /** Milliseconds since 1970. */
  readonly expiresAt: number;
}

/** Stores the answers to requests with an `Idempotency-Key`, so that a repeated request gets the same answer. */
export interface IdempotencyStore {
  /** Finds a request that has not expired. */
  find(accessTokenId: number, key: string, now: number): Promise<StoredIdempotentRequest | undefined>;
  /** Adds a request without its answer. Replaces an expired one. Rejects if there is another one. */
  add(request: IdempotentRequest & { readonly now: number; readonly expiresAt: number }): Promise<void>;
  /** Stores the sealed answer of a request. */
  setResponse(accessTokenId: number, key: string, response: Uint8Array): Promise<void>;
  /** Forgets a request, so that it can be sent again. */
  delete(accessTokenId: number, key: string): Promise<void>;
  /** Deletes up to `DELETE_BATCH_SIZE` expired requests. Resolves to their number. */
  deleteExpired(now: number): Promise<number>;
}
