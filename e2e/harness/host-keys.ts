import { generateKeyPairSync, randomBytes } from 'node:crypto';
import { SignJWT, importPKCS8 } from 'jose';
import type { JWTPayload } from 'jose';

/** Identifies the organization in Workato's tokens. */
export const VENDOR_ID = 'we9898';

/** The keys that a host product signs its tokens with, as text that can be stored in a file. */
export interface HostKeys {
  /** PKCS #8 PEM of an RSA key. */
  readonly privateKey: string;
  /** SPKI PEM of the public key, for the server's configuration. */
  readonly publicKey: string;
  /** The shared secret for HS256. */
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

/** Signs a token for one customer as a Workato vendor does: with a `jti` and `iat`, and without `exp`. */
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
