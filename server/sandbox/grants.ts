import { createHash } from 'node:crypto';

import { timingSafeEqualText } from '../timing-safe-equal-text.ts';
import { randomToken } from './keys.ts';

/** The grant of one sign-in. Its tokens are revoked together. */
export interface Grant {
  readonly clientId: string;
  /** E-mail address of the person who granted access. */
  readonly account: string;
  readonly scope: string;
}

/** The parameters that a code is bound to. */
export interface CodeBinding {
  readonly redirectUri: string;
  /** PKCE, S256. Absent if the request had none. */
  readonly challenge: string | undefined;
}

/** The parameters of a token request with a code. */
export interface CodeRedemption {
  readonly clientId: string;
  readonly redirectUri: string | undefined;
  readonly verifier: string | undefined;
}

interface Code extends CodeBinding {
  readonly grant: Grant;
  readonly expiresAt: number;
}

/** RFC 6749 section 4.1.2 allows at most ten minutes. A browser needs about a second. */
const CODE_SECONDS = 60;

/** RFC 7636 section 4.1. */
const VERIFIER = /^[\w.~-]{43,128}$/;

/** Codes and tokens of the OAuth 2.0 addresses. */
export class Grants {
  readonly #now: () => number;
  readonly #codes = new Map<string, Code>();
  readonly #usedCodes = new Map<string, Grant>();
  readonly #accessTokens = new Map<string, { readonly grant: Grant; readonly expiresAt: number }>();
  readonly #refreshTokens = new Map<string, Grant>();
  readonly #replacedRefreshTokens = new Map<string, Grant>();

  constructor(now: () => number) {
    this.#now = now;
  }

  issueCode(grant: Grant, binding: CodeBinding): string {
    const code = randomToken('code');
    this.#codes.set(code, { ...binding, grant, expiresAt: this.#now() + CODE_SECONDS * 1_000 });
    return code;
  }

  /**
   * Redeems a code. A second attempt revokes the tokens of the first (RFC 6749 section 4.1.2).
   *
   * @returns The grant, or the reason why the code is invalid.
   */
  redeemCode(code: string, { clientId, redirectUri, verifier }: CodeRedemption): Grant | string {
    const used = this.#usedCodes.get(code);
    if (used) {
      this.revokeGrant(used);
      return 'The code was used before.';
    }
    const known = this.#codes.get(code);
    if (known?.grant.clientId !== clientId) return 'The code is not known.';
    this.#codes.delete(code);
    this.#usedCodes.set(code, known.grant);
    if (known.expiresAt <= this.#now()) return 'The code has expired.';
    if (redirectUri !== known.redirectUri) return 'The redirect_uri is not the one of the sign-in.';
    if (!verifyPkce(known.challenge, verifier)) return 'The code_verifier does not fit the code_challenge.';
    return known.grant;
  }

  issueAccessToken(grant: Grant, lifetimeSeconds: number): string {
    const token = randomToken('access');
    this.#accessTokens.set(token, { grant, expiresAt: this.#now() + lifetimeSeconds * 1_000 });
    return token;
  }

  issueRefreshToken(grant: Grant): string {
    const token = randomToken('refresh');
    this.#refreshTokens.set(token, grant);
    return token;
  }

  /** Finds the grant of a refresh token. An already replaced token revokes the grant (RFC 9700 section 4.14.2). */
  refresh(token: string, clientId: string): Grant | undefined {
    const replaced = this.#replacedRefreshTokens.get(token);
    if (replaced) this.revokeGrant(replaced);
    const grant = this.#refreshTokens.get(token);
    return grant?.clientId === clientId ? grant : undefined;
  }

  /** Issues a new refresh token in place of one that {@link Grants.refresh} accepted. */
  replaceRefreshToken(token: string, grant: Grant): string {
    this.#refreshTokens.delete(token);
    this.#replacedRefreshTokens.set(token, grant);
    return this.issueRefreshToken(grant);
  }

  /** Finds the account of an access token. */
  account(accessToken: string): string | undefined {
    const known = this.#accessTokens.get(accessToken);
    return known && known.expiresAt > this.#now() ? known.grant.account : undefined;
  }

  /** Revokes a token of a client. A refresh token revokes the whole grant, an access token only itself. */
  revoke(token: string, clientId: string): void {
    const grant = this.#refreshTokens.get(token);
    if (grant?.clientId === clientId) this.revokeGrant(grant);
    if (this.#accessTokens.get(token)?.grant.clientId === clientId) this.#accessTokens.delete(token);
  }

  /** Revokes every token, as if all people had withdrawn their consent. */
  revokeAll(): void {
    this.#accessTokens.clear();
    this.#refreshTokens.clear();
  }

  revokeGrant(grant: Grant): void {
    for (const [token, known] of this.#accessTokens) if (known.grant === grant) this.#accessTokens.delete(token);
    for (const [token, known] of this.#refreshTokens) if (known === grant) this.#refreshTokens.delete(token);
  }
}

/** RFC 7636 section 4.6. */
function verifyPkce(challenge: string | undefined, verifier: string | undefined): boolean {
  if (challenge === undefined || verifier === undefined) return challenge === verifier;
  return (
    VERIFIER.test(verifier) && timingSafeEqualText(createHash('sha256').update(verifier).digest('base64url'), challenge)
  );
}
