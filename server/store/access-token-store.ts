/** What an access token is for. `embed` tokens only get session tokens for embedded applications. */
export const ACCESS_TOKEN_TYPES = ['embed', 'api'] as const;

/** One of {@link ACCESS_TOKEN_TYPES}. */
export type AccessTokenType = (typeof ACCESS_TOKEN_TYPES)[number];

/**
 * What an access token of the type `api` permits.
 *
 * `secrets` sets the secrets of accounts and signing keys, so its holder can act as every customer. `credentials` reads
 * the credentials of connections.
 */
export const ACCESS_SCOPES = ['read', 'write', 'credentials', 'proxy', 'secrets', 'webhooks', 'embed'] as const;

/** One of {@link ACCESS_SCOPES}. */
export type AccessScope = (typeof ACCESS_SCOPES)[number];

/** An access token to store. */
export interface NewAccessToken {
  /** Slug of the organization that the token belongs to. */
  readonly organization: string;
  /** Name for people. The activity log shows it. */
  readonly name: string;
  readonly type: AccessTokenType;
  /** Empty for the type `embed`. */
  readonly scopes: readonly AccessScope[];
  /** Keys of the only tenants that the token may read and change. `null`: all tenants of the organization. */
  readonly tenants: readonly string[] | null;
  /** SHA-256 of the token. The token itself is not stored. */
  readonly tokenHash: Uint8Array;
  /** The last characters of the token, so that people recognize it. */
  readonly hint: string;
  /** Milliseconds since 1970, like all times here. */
  readonly createdAt: number;
  /** `null`: never. */
  readonly expiresAt: number | null;
}

/** A stored access token. */
export interface StoredAccessToken extends NewAccessToken {
  readonly id: number;
  /** Rounded down to the minute. `null`: never used. */
  readonly lastUsedAt: number | null;
  /** `null`: not revoked. */
  readonly revokedAt: number | null;
}

/** Stores access tokens. Revoked and expired tokens stay, so that the activity log can be understood. */
export interface AccessTokenStore {
  create(token: NewAccessToken): Promise<StoredAccessToken>;
  /** Finds a token by its hash, also a revoked or expired one. */
  findByHash(tokenHash: Uint8Array): Promise<StoredAccessToken | undefined>;
  /** Finds a token of an organization, also a revoked or expired one. */
  find(organization: string, id: number): Promise<StoredAccessToken | undefined>;
  /** Lists the tokens of an organization in the order of their ids. */
  list(organization: string): Promise<readonly StoredAccessToken[]>;
  /** Revokes a token. Resolves to `undefined` if the organization has no such token. Keeps the time of an earlier call. */
  revoke(organization: string, id: number, now: number): Promise<StoredAccessToken | undefined>;
  /** Records a use. Does nothing if a later use is recorded. */
  recordUse(id: number, usedAt: number): Promise<void>;
}
