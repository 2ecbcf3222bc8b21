import { createPrivateKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import type { CryptoKey } from 'jose';

/** NIST SP 800-131A disallows signatures with shorter RSA keys. */
const MIN_RSA_BITS = 2048;

interface Algorithm {
  readonly name: string;
  readonly hash?: string;
  readonly namedCurve?: string;
}

/** Algorithms by key type or curve name: RFC 7518 section 3.1, RFC 8037 section 3.1. */
const ALGORITHMS: ReadonlyMap<string | undefined, Algorithm> = new Map([
  ['rsa', { name: 'RSASSA-PKCS1-v1_5', hash: 'SHA-256' }],
  ['rsa-pss', { name: 'RSA-PSS', hash: 'SHA-256' }],
  ['prime256v1', { name: 'ECDSA', namedCurve: 'P-256' }],
  ['secp384r1', { name: 'ECDSA', namedCurve: 'P-384' }],
  ['secp521r1', { name: 'ECDSA', namedCurve: 'P-521' }],
  ['ed25519', { name: 'Ed25519' }],
]);

/**
 * Imports the private key of a client for signatures: RS256 for an RSA key, PS256 for a PSS-only key, ES256, ES384 or ES512
 * for an elliptic curve, and Ed25519.
 *
 * @throws {TypeError} The key is not one that {@link privateKeyIssue} accepts. The message contains no part of the key.
 */
export function importPrivateKey(pem: string): CryptoKey {
  const key = parsePem(pem);
  const algorithm = key && algorithmOf(key);
  if (!key || !algorithm) throw new TypeError('This private key cannot sign.');
  const plain = key.asymmetricKeyType === 'rsa-pss' ? toPlainRsaKey(key) : key;
  return plain.toCryptoKey(algorithm, false, ['sign']);
}

/**
 * Finds the issue of a client's private key. The message completes a sentence and contains no part of the key.
 *
 * @param purpose `jwt` allows every key that {@link importPrivateKey} can use. `rsa` allows keys for RSA-SHA1.
 */
export function privateKeyIssue(pem: string, purpose: 'jwt' | 'rsa'): string | undefined {
  const key = parsePem(pem);
  if (key === undefined) return 'must be a private key in PEM (PKCS #8), not encrypted';
  if (purpose === 'rsa' && key.asymmetricKeyType !== 'rsa') return 'must be an RSA key';
  if (algorithmOf(key) === undefined) return 'must be an RSA, P-256, P-384, P-521 or Ed25519 key';
  const bits = key.asymmetricKeyDetails?.modulusLength;
  return bits !== undefined && bits < MIN_RSA_BITS ? `must have at least ${MIN_RSA_BITS} bits` : undefined;
}

/** Extracts the plain RSA key of a PSS-only key, because Web Cryptography cannot import a key that is marked PSS-only. */
function toPlainRsaKey(key: KeyObject): KeyObject {
  const pkcs8 = key.export({ type: 'pkcs8', format: 'der' });
  // RFC 5208 section 5: after the algorithm, an OCTET STRING of more than 255 bytes contains the key.
  const inside = pkcs8.subarray(pkcs8.indexOf(Buffer.from([0x04, 0x82])) + 4);
  return createPrivateKey({ key: inside, type: 'pkcs1', format: 'der' });
}

function parsePem(pem: string): KeyObject | undefined {
  try {
    return createPrivateKey(pem);
  } catch {
    // Without the cause, because OpenSSL's message may quote the text.
    return undefined;
  }
}

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject) {
  const kind = asymmetricKeyType === 'ec' ? asymmetricKeyDetails?.namedCurve : asymmetricKeyType;
  return ALGORITHMS.get(kind);
}
