/** Tokens from a sign-in or from an exchange of entered credentials. The vault stores them together with the values. */
export interface Tokens {
  readonly accessToken: string;
  /** OAuth 1.0a: the secret that belongs to the token. */
  readonly tokenSecret?: string;
  readonly refreshToken?: string;
  /** When the access token was issued. Milliseconds since 1970. */
  readonly obtainedAt: number;
  /** When the access token expires, in ms since 1970. Absent if the provider named no time: it counts as permanent. */
  readonly expiresAt?: number;
  /** The granted scopes, if the provider returned them. */
  readonly scope?: string;
  /** Values that the definition's `capture` took from the sign-in, by name. */
  readonly captured: Readonly<Record<string, string>>;
}
