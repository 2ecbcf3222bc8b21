import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { SignJWT, importPKCS8 } from 'jose';
import type { JWTPayload } from 'jose';

/** Names the organization in tokens that go by vendor. */
export const VENDOR_ID = 'we9898';

/** What a product that embeds the widget signs its tokens with. As text, so that they can be kept in a file. */
export interface HostKeys {
  /** PKCS #8 PEM of an RSA key. */
  readonly privateKey: string;
  /** SPKI PEM of the same key: the server's half. */
  readonly publicKey: string;
  /** Known to both sides. */
  readonly secret: string;
}

/** Makes new keys. */
export function createHostKeys(): HostKeys {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
    publicKeyEncoding: { type: 'spki', format: 'pem' },
  });
  return { privateKey, publicKey, secret: randomBytes(32).toString('base64url') };
}

/** Signs a token for one customer as a Workato vendor does: single use, young, and without an expiry. */
export async function signWorkatoToken(keys: HostKeys, customer: string, claims: JWTPayload = {}): Promise<string> {
  return new SignJWT({ sub: `${VENDOR_ID}:${customer}`, jti: randomBytes(16).toString('hex'), ...claims })
    .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
    .setIssuedAt()
    .sign(await importPKCS8(keys.privateKey, 'RS256'));
}

/** Signs a token for one customer as a Pandium partner does. */
export async function signOrganizationToken(
  keys: HostKeys,
  customer: string,
  claims: JWTPayload = {},
): Promise<string> {
  return new SignJWT({ sub: customer, ...claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(claims.iat)
    .setExpirationTime(claims.exp ?? '5m')
    .sign(new TextEncoder().encode(keys.secret));
}
