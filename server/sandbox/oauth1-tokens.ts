import { randomToken } from './keys.ts';

/** A token of OAuth 1.0a with its secret: "temporary credentials" before the sign-in, "token credentials" after it. */
export interface OAuth1Token {
  readonly token: string;
  readonly secret: string;
}

/** A sign-in that waits for a decision. */
export interface TemporaryToken extends OAuth1Token {
  readonly callback: string;
}

/** A sign-in in which a person has granted access. */
interface AllowedToken extends TemporaryToken {
  readonly verifier: string;
  readonly account: string;
}

/** A token that gives access to an account. */
export interface AccountToken extends OAuth1Token {
  readonly account: string;
}

/** Tokens of the OAuth 1.0a addresses, and the used nonces. */
export class OAuth1Tokens {
  readonly #temporary = new Map<string, TemporaryToken>();
  readonly #allowed = new Map<string, AllowedToken>();
  readonly #accounts = new Map<string, AccountToken>();
  readonly #usedNonces = new Set<string>();

  issueTemporary(callback: string): TemporaryToken {
    const issued = { token: randomToken('request'), secret: randomToken('request-secret'), callback };
    this.#temporary.set(issued.token, issued);
    return issued;
  }

  /** Finds a sign-in that waits for a decision. */
  findTemporary(token: string): TemporaryToken | undefined {
    return this.#temporary.get(token);
  }

  /** Records that a person granted access, and returns the verifier for the redirect back. */
  allow(started: TemporaryToken, account: string): string {
    const verifier = randomToken('verifier');
    this.#temporary.delete(started.token);
    this.#allowed.set(started.token, { ...started, verifier, account });
    return verifier;
  }

  deny(started: TemporaryToken): void {
    this.#temporary.delete(started.token);
  }

  /** Finds a granted sign-in whose token has not been issued yet. */
  findAllowed(token: string): AllowedToken | undefined {
    return this.#allowed.get(token);
  }

  /** Exchanges a granted sign-in for a token. Works once. */
  exchange({ token, account }: AllowedToken): AccountToken {
    this.#allowed.delete(token);
    const issued = { token: randomToken('access'), secret: randomToken('access-secret'), account };
    this.#accounts.set(issued.token, issued);
    return issued;
  }

  /** Finds an account's token. */
  account(token: string): AccountToken | undefined {
    return this.#accounts.get(token);
  }

  /** Whether a nonce is new. Records it as used (RFC 5849 section 3.3). */
  claimNonce(nonce: string): boolean {
    const isNew = !this.#usedNonces.has(nonce);
    this.#usedNonces.add(nonce);
    return isNew;
  }

  /** Revokes every token, as if all people had withdrawn their consent. */
  revokeAll(): void {
    this.#accounts.clear();
  }
}
