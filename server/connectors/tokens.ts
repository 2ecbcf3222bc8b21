/** What a sign-in, or an exchange of what was typed, gave. Kept in the vault beside what was typed. */
export interface Tokens {
  readonly accessToken: string;
  /** OAuth 1.0a: the secret that belongs to the token. */
  readonly tokenSecret?: string;
  readonly refreshToken?: string;
  /** When the access token was given. Milliseconds since 1970. */
  readonly obtainedAt: number;
  /** When the access token stops working. Absent: nobody said, so it counts as lasting. */
  readonly expiresAt?: number;
  /** Scopes as the provider granted them, where it says so. */
  readonly scope?: string;
  /** What the definition's `capture` took from the sign-in, by name. */
  readonly captured: Readonly<Record<string, string>>;
}
