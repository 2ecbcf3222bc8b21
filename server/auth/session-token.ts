import { randomUUID } from 'node:crypto';
import { TokenInvalidError } from '../errors.ts';
import type { JsonObject } from '../json-object.ts';
import { InvalidClaimError, readId, readText, requireId } from './claim-values.ts';
import { parseCompactJws, requireReadableLength, SESSION_TOKEN_TYPE, verifySignature } from './compact-jws.ts';
import { TOKEN_LIFETIME_SECONDS } from './rotate-signing-key.ts';
import { SIGNING_ALGORITHM, signClaims } from './signing-keys.ts';
import type { SigningKeys } from './signing-keys.ts';
import { checkTokenTimes } from './token-times.ts';

/** How the header of each token begins. 39 bytes, so that its base64url does not depend on what follows. */
const HEADER_START = Buffer.from(`{"alg":"${SIGNING_ALGORITHM}","typ":"${SESSION_TOKEN_TYPE}`).toString('base64url');

/** What a session token says: the person whom the back end of an organization lets open pages. */
export interface SessionTokenStatement {
  /** Slug of the organization, which is the audience of the token. */
  readonly organization: string;
  readonly tenantKey: string;
  /** What to call the customer account. */
  readonly tenantName?: string | undefined;
  /** The user key. */
  readonly email: string;
  /** Name of the person, for the activity log. */
  readonly userName?: string | undefined;
  readonly groups: readonly string[];
  /** Name or number of the only integration that the token opens. */
  readonly integrationName?: string | undefined;
  /** The only connector that the token opens. */
  readonly connectorName?: string | undefined;
  /** The only origin whose pages may use the token. */
  readonly origin?: string | undefined;
  /** The access token of the back end that requested the token. The token ends with it. */
  readonly accessTokenId: number;
}

/** The content of a valid session token. */
export interface VerifiedSessionToken extends SessionTokenStatement {
  /** See `TokenTimes`. */
  readonly issuedAt: number;
}

/** The claims of session tokens. */
export const SESSION_TOKEN_CLAIMS: readonly string[] = [
  ...['iss', 'aud', 'sub', 'iat', 'exp', 'jti', 'tenant', 'tenant_name', 'name', 'groups'],
  ...['integration', 'connector', 'origin', 'access_token_id'],
];

/** The keys and the issuer of session tokens. */
export interface SessionTokenOptions {
  /** Keys for the purpose `session-token`. */
  readonly keys: Pick<SigningKeys, 'current' | 'verificationKeys'>;
  /** Public address of this server. Its origin is the issuer. */
  readonly publicUrl: URL;
}

/**
 * Signs and verifies session tokens: the tokens that a back end requests for a person, and that its page passes to a page
 * of this server. Times are in milliseconds since 1970.
 */
export class SessionTokens {
  readonly #issuer: string;
  readonly #keys: SessionTokenOptions['keys'];

  constructor({ keys, publicUrl }: SessionTokenOptions) {
    this.#issuer = publicUrl.origin;
    this.#keys = keys;
  }

  /**
   * Signs a session token. Throws `SigningKeyUnreadableError`, and `InvalidRequestError` if the token would be longer than
   * pages accept.
   */
  async sign(
    statement: SessionTokenStatement,
    { now, expiresInSeconds }: { readonly now: number; readonly expiresInSeconds: number },
  ): Promise<string> {
    const { organization, tenantKey, tenantName, email, userName, groups, integrationName, connectorName, origin } =
      statement;
    const key = await this.#keys.current(now);
    const issuedAt = Math.floor(now / 1000);
    const token = signClaims(key, SESSION_TOKEN_TYPE, {
      iss: this.#issuer,
      aud: organization,
      sub: email,
      tenant: tenantKey,
      ...(tenantName !== undefined && { tenant_name: tenantName }),
      ...(userName !== undefined && { name: userName }),
      groups,
      ...(integrationName !== undefined && { integration: integrationName }),
      ...(connectorName !== undefined && { connector: connectorName }),
      ...(origin !== undefined && { origin }),
      access_token_id: statement.accessTokenId,
      iat: issuedAt,
      exp: issuedAt + expiresInSeconds,
      jti: randomUUID(),
    });
    requireReadableLength(token);
    return token;
  }

  /**
   * Verifies a session token for one organization. Does not check whether its access token is still valid.
   *
   * Throws `TokenInvalidError` or `TokenExpiredError`.
   */
  async verify(
    token: string,
    { organization, now }: { readonly organization: string; readonly now: number },
  ): Promise<VerifiedSessionToken> {
    const jws = parseCompactJws(token, SESSION_TOKEN_TYPE);
    await verifySignature(jws, await this.#keys.verificationKeys(now));
    const { claims } = jws;
    if (claims.iss !== this.#issuer) throw new InvalidClaimError('iss', 'is not the address of this server');
    // Unverified on purpose: one organization must not learn about the tokens of another one.
    if (claims.aud !== organization) throw new TokenInvalidError('aud is another organization');
    const times = { maxAgeSeconds: TOKEN_LIFETIME_SECONDS['session-token'], required: 'iat' } as const;
    const { issuedAt } = checkTokenTimes(claims, times, now);
    return { ...readStatement(organization, claims), issuedAt };
  }
}

/**
 * Tells whether a text begins like the session tokens of this server. Nothing in it is verified. Another spelling of their
 * header is refused as any token with this `typ`.
 */
export function isSessionToken(token: string): boolean {
  return token.startsWith(HEADER_START);
}

function readStatement(organization: string, claims: JsonObject): SessionTokenStatement {
  const { groups, access_token_id: accessTokenId } = claims;
  if (!Number.isSafeInteger(accessTokenId)) throw new InvalidClaimError('access_token_id', 'is not a whole number');
  if (!Array.isArray(groups)) throw new InvalidClaimError('groups', 'is not a list');
  return {
    organization,
    tenantKey: requireId(claims.tenant, 'tenant'),
    tenantName: readText(claims.tenant_name, 'tenant_name'),
    email: requireId(claims.sub, 'sub'),
    userName: readText(claims.name, 'name'),
    groups: groups.map((group, index) => requireId(group, `groups[${index}]`)),
    integrationName: readId(claims.integration, 'integration'),
    connectorName: readId(claims.connector, 'connector'),
    origin: readText(claims.origin, 'origin'),
    accessTokenId: accessTokenId as number,
  };
}
