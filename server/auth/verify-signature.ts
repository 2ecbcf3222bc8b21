import { compactVerify, errors } from 'jose';

import type { VerificationKey } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import type { UnverifiedJws } from './compact-jws.ts';

/**
 * Finds the key that signed a token.
 *
 * The caller chooses the keys by route and organization. They are tried in order, each with its own algorithm, so the
 * header cannot turn a public key into a shared secret (RFC 8725 section 3.1). A `kid` only leaves out keys that were
 * given another id. Throws `TokenInvalidError` when no key fits; never asks the network.
 */
export async function verifySignature(jws: UnverifiedJws, keys: readonly VerificationKey[]): Promise<VerificationKey> {
  let tried = 0;
  for (const candidate of keys) {
    if (candidate.algorithm !== jws.algorithm || hasDifferentKeyId(candidate, jws)) continue;
    tried += 1;
    if (await isSignedBy(jws.compact, candidate)) return candidate;
  }
  throw new TokenInvalidError(tried === 0 ? 'no key has this alg and kid' : 'the signature fits no key');
}

function hasDifferentKeyId(candidate: VerificationKey, jws: UnverifiedJws): boolean {
  return jws.keyId !== undefined && candidate.id !== undefined && candidate.id !== jws.keyId;
}

async function isSignedBy(compact: string, { algorithm, key }: VerificationKey): Promise<boolean> {
  try {
    await compactVerify(compact, key, { algorithms: [algorithm] });
    return true;
  } catch (error) {
    if (error instanceof errors.JOSEError) return false;
    throw error;
  }
}
