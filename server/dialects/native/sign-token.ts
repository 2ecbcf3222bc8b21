import { randomUUID } from 'node:crypto';
import { parseCompactJws } from '../../auth/compact-jws.ts';
import { verifySignature } from '../../auth/signature.ts';
import type { VerificationKey } from '../../config/config.ts';
import { TokenInvalidError } from '../../errors.ts';
import { TokenOrderError } from '../dialect.ts';
import type { TokenOrder } from '../dialect.ts';
import { signToken } from '../sign-token.ts';
import { nativeKeys } from './token-keys.ts';

const KIND = 'key that signs for all its accounts';

/**
 * Signs a token for native pages with the first key that will do: one whose private half the operator brought, else a
 * shared secret. Throws `TokenOrderError`.
 */
export async function signNativeToken(order: TokenOrder): Promise<string> {
  const { organization, subject, origin, claims, privateKey, issuedAt } = order;
  const said = {
    sub: subject,
    // Asked for where a token names a vendor, and otherwise what tells two tokens of the same second apart.
    jti: randomUUID(),
    iat: issuedAt,
    ...(origin !== undefined && { origin }),
    ...claims,
  };
  const keys = nativeKeys(organization);
  if (privateKey === undefined || keys.length === 0) {
    const key = keys.find(({ secret }) => secret !== undefined) ?? keys[0];
    return signToken(said, { key, kind: KIND, privateKey });
  }
  for (const key of keys) {
    const token = key.secret === undefined && (await signedWith(said, key, privateKey));
    if (token) return token;
  }
  throw new TokenOrderError('The private key is the other half of none of the organization’s keys.');
}

/** `undefined` when the private key belongs to another key. */
async function signedWith(
  claims: Readonly<Record<string, unknown>>,
  key: VerificationKey,
  privateKey: string,
): Promise<string | undefined> {
  try {
    const token = await signToken(claims, { key, kind: KIND, privateKey });
    await verifySignature(parseCompactJws(token), [key]);
    return token;
  } catch (error) {
    if (error instanceof TokenOrderError || error instanceof TokenInvalidError) return undefined;
    throw error;
  }
}
