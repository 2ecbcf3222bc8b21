import { randomToken } from './keys.ts';

/** A token for a user name and a password, and its refresh token. */
export interface Session {
  readonly token: string;
  readonly refreshToken: string;
}

/** How long a session lasts, in seconds. */
export const SESSION_SECONDS = 3_600;

/** Tokens of the addresses that exchange a user name and a password. */
export class Sessions {
  readonly #now: () => number;
  /** Expiry of each token. */
  readonly #tokens = new Map<string, number>();
  readonly #refreshTokens = new Set<string>();

  constructor(now: () => number) {
    this.#now = now;
  }

  create(): Session {
    const session = { token: randomToken('session'), refreshToken: randomToken('session-refresh') };
    this.#tokens.set(session.token, this.#now() + SESSION_SECONDS * 1_000);
    this.#refreshTokens.add(session.refreshToken);
    return session;
  }

  /** Refreshes a session. Each refresh token works once. */
  refresh(refreshToken: string): Session | undefined {
    return this.#refreshTokens.delete(refreshToken) ? this.create() : undefined;
  }

  isValid(token: string): boolean {
    return (this.#tokens.get(token) ?? 0) > this.#now();
  }

  /** Ends every session, as a changed password does. */
  revokeAll(): void {
    this.#tokens.clear();
    this.#refreshTokens.clear();
  }
}
