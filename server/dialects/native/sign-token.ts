import { randomUUID } from 'node:crypto';
import { keysForFormat } from '../../auth/claims-format.ts';
import type { SignTokenOptions } from '../dialect.ts';
import { rejectOrigin, signToken } from '../sign-token.ts';

/** Signs a token for the pages of an organization, with any of the keys that sign for all its accounts. */
export async function signNativeToken(options: SignTokenOptions): Promise<string> {
  const { organization, subject, origin, claims, privateKey, issuedAt } = options;
  rejectOrigin(origin);
  // The jti makes two tokens of the same second two tokens, where the organization accepts each one once.
  return signToken(() => ({ sub: subject, jti: randomUUID(), iat: issuedAt, ...claims }), {
    keys: keysForFormat(organization, 'organization'),
    kind: 'key without vendorId and account',
    privateKey,
  });
}
