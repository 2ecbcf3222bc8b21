import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { CryptoKey } from 'jose';

/** NIST SP 800-131A: what is shorter is not to be signed with any more. */
const MIN_RSA_BITS = 2048;

interface Algorithm {
  readonly name: string;
  readonly hash?: string;
  readonly namedCurve?: string;
}

/** By kind of key or name of curve: RFC 7518 section 3.1, RFC 8037 section 3.1. */
const ALGORITHMS: ReadonlyMap<string | undefined, Algorithm> = new Map([
  ['rsa', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
  ['rsa-pss', { name: 'RSA-PSS', hash: 'SHA-256' }],
  ['prime256v1', { name: 'ECDSA', namedCurve: 'P-256' }],
  ['secp384r1', { name: 'ECDSA', namedCurve: 'P-384' }],
  ['secp521r1', { name: 'ECDSA', namedCurve: 'P-521' }],
  ['ed25519', { name: 'Ed25519' }],
]);

/**
 * Imports the private key of a client to sign with: RS256 for an RSA key, PS256 for one that is for PSS only, ES256,
 * ES384 or ES512 for an elliptic curve, Ed25519.
 *
 * @throws {TypeError} When it is none that {@link privateKeyIssue} lets through. The message holds nothing of it.
 */
export function importPrivateKey(pem: string): CryptoKey {
  const key = parsePem(pem);
  const algorithm = key && algorithmOf(key);
  if (!key || !algorithm) throw new TypeError('This private key cannot sign.');
  const plain = key.asymmetricKeyType === 'rsa-pss' ? toPlainRsaKey(key) : key;
  return plain.toCryptoKey(algorithm, false, ['sign']);
}

/**
 * Finds what is wrong with the private key of a client. The message is the rest of a sentence and holds nothing of it.
 *
 * @param purpose `jwt`: any that {@link importPrivateKey} can use. `rsa`: for RSA-SHA1.
 */
export function privateKeyIssue(pem: string, purpose: 'jwt' | 'rsa'): string | undefined {
  const key = parsePem(pem);
  if (key === undefined) return 'must be a private key in PEM (PKCS #8), not encrypted';
  if (purpose === 'rsa' && key.asymmetricKeyType !== 'rsa') return 'must be an RSA key';
  if (algorithmOf(key) === undefined) return 'must be an RSA, P-256, P-384, P-521 or Ed25519 key';
  const bits = key.asymmetricKeyDetails?.modulusLength;
  return bits !== undefined && bits < MIN_RSA_BITS ? `must have at least ${MIN_RSA_BITS} bits` : undefined;
}

/** Web Cryptography imports no key that says of itself that it is for PSS only, so what stands inside is taken out. */
function toPlainRsaKey(key: KeyObject): KeyObject {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  // RFC 5208 section 5: behind the algorithm, an OCTET STRING of more than 255 bytes.
  const inside = pkcs8.subarray(pkcs8.indexOf(Buffer.from([0x04, 0x82])) + 4);
  return createPrivateKey({ key: inside, type: 'pkcs1', format: 'der' });
}

function parsePem(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // What OpenSSL says may quote the text.
    return undefined;
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  const kind = asymmetricKeyType === 'ec' ? asymmetricKeyDetails?.namedCurve : asymmetricKeyType;
  return ALGORITHMS.get(kind);
}
