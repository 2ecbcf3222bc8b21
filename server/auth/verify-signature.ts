import { createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { KeyAlgorithm, VerificationKey, OrganizationConfig } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import type { UnverifiedJws } from './compact-jws.ts';

/**
 * The meaning of a token's claims. It decides which pages accept the token.
 *
 * - `vendor`: `sub` names a vendor and its customer. Direct links accept it.
 * - `account`: the claims of another embed system, signed for one account or for all. The pages under `/:org` accept it.
 * - `organization`: `sub` names a user, `external_id` the account. The pages under `/:org` accept it too.
 */
export type ClaimsFormat = 'vendor' | 'account' | 'organization';

/** Returns the format of the tokens that a key signs. Only the configuration decides it, never a token. */
export function claimsFormatOf({
  vendorId,
  claims,
  account,
}: Pick<VerificationKey, 'vendorId' | 'claims' | 'account'>): ClaimsFormat {
  if (vendorId !== undefined) return 'vendor';
  return claims === undefined && account === undefined ? 'organization' : 'account';
}

/**
 * Returns the keys for tokens of a format, in the order of the configuration.
 *
 * Every check of a token starts with these keys, so that no token has two meanings: a used direct-link token that is
 * still in a history or log opens no other page.
 */
export function keysForFormat(
  { keys }: Pick<OrganizationConfig, 'keys'>,
  format: ClaimsFormat,
): readonly VerificationKey[] {
  return keys.filter((key) => claimsFormatOf(key) === format);
}

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
