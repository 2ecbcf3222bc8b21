import { randomUUID } from 'node:crypto';
import type { Permission } from '../../widget/protocol/permissions.ts';
import { TokenInvalidError } from '../errors.ts';
import { InvalidClaimError, readId, requireId, readGrantClaims } from './claim-values.ts';
import { parseCompactJws, requireReadableLength, EMBED_TOKEN_TYPE, verifySignature } from './compact-jws.ts';
import type { GrantClaims } from './claim-values.ts';
import { TOKEN_LIFETIME_SECONDS } from './rotate-signing-key.ts';
import { SIGNING_ALGORITHM, signClaims } from './signing-keys.ts';
import type { SigningKeys } from './signing-keys.ts';
import { checkTokenTimes } from './token-times.ts';

/** How the header of each token begins. 39 bytes, so that its base64url does not depend on what follows. */
const HEADER_START = Buffer.from(`{"alg":"${SIGNING_ALGORITHM}","typ":"${EMBED_TOKEN_TYPE}",`).toString('base64url');

/** What an embed token of this server says: for whom a back end opens a page, and what the page shows. */
export interface EmbedTokenStatement {
  readonly tenantKey: string;
  readonly userKey: string;
  /** Name or number of the only integration that the token opens. */
  readonly integrationName?: string | undefined;
  /** The only connector that the token opens. */
  readonly connectorName?: string | undefined;
  /** The access token of the back end that requested the token. The token ends with it. */
  readonly accessTokenId: number;
}

/** An embed token to sign. */
export interface NewEmbedToken extends EmbedTokenStatement {
  /** Slug of the organization, which is the audience of the token. */
  readonly organization: string;
  /** Absent: all. */
  readonly permissions?: readonly Permission[] | undefined;
  readonly state?: string | undefined;
}

/** A verified embed token. */
export interface VerifiedEmbedToken extends EmbedTokenStatement, GrantClaims {
  /** Milliseconds since 1970. */
  readonly issuedAt: number;
  /** The id under which the token is remembered as used, and how long. Milliseconds since 1970. */
  readonly singleUse: { readonly tokenId: string; readonly rememberUntil: number };
}

/** The keys and the issuer of embed tokens. */
export interface EmbedTokenOptions {
  /** Keys for the purpose `embed-token`. */
  readonly keys: Pick<SigningKeys, 'current' | 'verificationKeys'>;
  /** Public address of this server. Its origin is the issuer. */
  readonly publicUrl: URL;
}

/**
 * Signs and verifies embed tokens for back ends that sign none themselves. They open the pages under `/:org`, once. Times
 * are in milliseconds since 1970.
 */
export class EmbedTokens {
  readonly #issuer: string;
  readonly #keys: EmbedTokenOptions['keys'];

  constructor({ keys, publicUrl }: EmbedTokenOptions) {
    this.#issuer = publicUrl.origin;
    this.#keys = keys;
  }

  /**
   * Signs a token that is valid for five minutes. Throws `SigningKeyUnreadableError`, and `InvalidRequestError` if the token
   * would be longer than pages accept.
   */
  async sign(token: NewEmbedToken, now: number): Promise<{ readonly token: string; readonly expiresAt: number }> {
    const { organization, tenantKey, userKey, integrationName, connectorName, accessTokenId } = token;
    const { permissions, state } = token;
    const key = await this.#keys.current(now);
    const issuedAt = Math.floor(now / 1000);
    const expiresAt = issuedAt + TOKEN_LIFETIME_SECONDS['embed-token'];
    const signed = signClaims(key, EMBED_TOKEN_TYPE, {
      iss: this.#issuer,
      aud: organization,
      tenant: tenantKey,
      user: userKey,
      ...(integrationName !== undefined && { integration: integrationName }),
      ...(connectorName !== undefined && { connector: connectorName }),
      ...(permissions !== undefined && { permissions }),
      ...(state !== undefined && { state }),
      access_token_id: accessTokenId,
      iat: issuedAt,
      exp: expiresAt,
      jti: randomUUID(),
    });
    requireReadableLength(signed);
    return { token: signed, expiresAt: expiresAt * 1000 };
  }

  /**
   * Verifies a token for one organization. Checks neither whether it was used before, nor whether its access token is still
   * valid. Throws `TokenInvalidError` or `TokenExpiredError`.
   */
  async verify(
    token: string,
    { organization, now }: { readonly organization: string; readonly now: number },
  ): Promise<VerifiedEmbedToken> {
    const jws = parseCompactJws(token, EMBED_TOKEN_TYPE);
    await verifySignature(jws, await this.#keys.verificationKeys(now));
    const { claims } = jws;
    if (claims.iss !== this.#issuer) throw new InvalidClaimError('iss', 'is not the address of this server');
    // Unverified on purpose: one organization must not learn about the tokens of another one.
    if (claims.aud !== organization) throw new TokenInvalidError('aud is another organization');
    const times = { maxAgeSeconds: TOKEN_LIFETIME_SECONDS['embed-token'], required: 'iat' } as const;
    const { rememberUntil } = checkTokenTimes(claims, times, now);
    const { iat, access_token_id: accessTokenId } = claims;
    if (!Number.isSafeInteger(accessTokenId)) throw new InvalidClaimError('access_token_id', 'is not a whole number');
    return {
      ...readGrantClaims(claims),
      tenantKey: requireId(claims.tenant, 'tenant'),
      userKey: requireId(claims.user, 'user'),
      integrationName: readId(claims.integration, 'integration'),
      connectorName: readId(claims.connector, 'connector'),
      accessTokenId: accessTokenId as number,
      issuedAt: Number(iat) * 1000,
      // Tokens of the organization have ids of their own.
      singleUse: { tokenId: `${EMBED_TOKEN_TYPE}:${requireId(claims.jti, 'jti')}`, rememberUntil },
    };
  }
}

/**
 * Tells whether a text begins like the embed tokens of this server. Nothing in it is verified. Another spelling of their
 * header is refused as any token with this `typ`.
 */
export function isEmbedToken(token: string): boolean {
  return token.startsWith(HEADER_START);
}
