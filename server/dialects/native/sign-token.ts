import { randomUUID } from 'node:crypto';
import { keysOf } from '../../auth/token-grammar.ts';
import type { TokenOrder } from '../dialect.ts';
import { refuseOrigin, signToken } from '../sign-token.ts';

/** Signs a token for the pages of an organization, with any of the keys that sign for all its accounts. */
export async function signNativeToken(order: TokenOrder): Promise<string> {
  const { organization, subject, origin, claims, privateKey, issuedAt } = order;
  refuseOrigin(origin);
  // The jti makes two tokens of the same second two tokens, where the organization accepts each one once.
  return signToken(() => ({ sub: subject, jti: randomUUID(), iat: issuedAt, ...claims }), {
    keys: keysOf(organization, 'organization'),
    kind: 'key without vendorId and account',
    privateKey,
  });
}
