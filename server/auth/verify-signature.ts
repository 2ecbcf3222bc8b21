import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import type { KeyAlgorithm, VerificationKey } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import type { UnverifiedJws } from './compact-jws.ts';

/**
 * Finds the key that signed a token.
 *
 * The caller chooses the keys by route and organization. They are tried in order, each with its own algorithm, so the
 * header cannot turn a public key into a shared secret (RFC 8725 section 3.1). A `kid` only leaves out keys that were
 * given another id. Throws `TokenInvalidError` when no key fits; never asks the network.
 */
export function verifySignature(jws: UnverifiedJws, keys: readonly VerificationKey[]): Promise<VerificationKey> {
  const candidates = keys.filter((key) => key.algorithm === jws.algorithm && !hasDifferentKeyId(key, jws));
  const signer = candidates.find((key) => isSignedBy(jws, key));
  if (signer) return Promise.resolve(signer);
  const reason = candidates.length === 0 ? 'no key has this alg and kid' : 'the signature fits no key';
  return Promise.reject(new TokenInvalidError(reason));
}

function hasDifferentKeyId(candidate: VerificationKey, jws: UnverifiedJws): boolean {
  return jws.keyId !== undefined && candidate.id !== undefined && candidate.id !== jws.keyId;
}

function isSignedBy({ signingInput, signature }: UnverifiedJws, { algorithm, key }: VerificationKey): boolean {
  return VERIFIERS[algorithm](signingInput, key, signature);
}

type Verify = (signingInput: string, key: KeyObject, signature: Uint8Array) => boolean;

/**
 * Checks one kind of signature (RFC 7518 section 3, RFC 8037 section 3.1).
 *
 * These are the synchronous functions of Node.js. WebCrypto, on which `jose` is built, hands each check to another thread,
 * which takes ten times as long as checking an HMAC.
 */
const VERIFIERS: Readonly<Record<KeyAlgorithm, Verify>> = {
  HS256: (signingInput, key, signature) => {
    const expected = createHmac('sha256', key).update(signingInput).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  },
  RS256: (signingInput, key, signature) => verify('sha256', Buffer.from(signingInput), key, signature),
  // The two numbers one after the other, and not in ASN.1.
  ES256: (signingInput, key, signature) =>
    verify('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' }, signature),
  EdDSA: (signingInput, key, signature) => verify(null, Buffer.from(signingInput), key, signature),
};
