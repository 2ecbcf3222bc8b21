import { createHash, createPublicKey, createSecretKey } from 'node:crypto';
import type { KeyObject } from 'node:crypto';

import type { KeyAlgorithm } from './config.ts';
import { isGuessableSecret } from './guessable-secret.ts';

/** A key, or what is wrong with it as the rest of a sentence. */
export type ImportedKey =
  | {
      readonly key: KeyObject;
      /** SHA-256 of the key itself, however it was written: equal for equal keys. */
      readonly fingerprint: string;
    }
  | { readonly issue: string };

/** RFC 7518 section 3.2: a key as long as the hash, or longer. */
const MIN_SECRET_BYTES = 32;

/** RFC 7518 section 3.3. */
const MIN_RSA_BITS = 2048;

/** An exponent of 1 would make every signature its own forgery. */
const MIN_RSA_EXPONENT = 3n;

/** Makes the key of an HS256 secret: its UTF-8 bytes. Refuses what is short, famous, or a key of another kind. */
export function importSecret(secret: string): ImportedKey {
  // A public key is no secret: with it, anyone could sign HS256 tokens.
  if (secret.includes('-----BEGIN ')) return { issue: 'is a key in PEM, not a secret for HS256' };
  const bytes = Buffer.from(secret, 'utf8');
  if (bytes.length < MIN_SECRET_BYTES) return { issue: `must have at least ${MIN_SECRET_BYTES} bytes` };
  if (isGuessableSecret(secret)) {
    return { issue: 'is a well-known sample or a repetition, which anybody would try; use random bytes' };
  }
  return { key: createSecretKey(bytes), fingerprint: fingerprintOf(bytes) };
}

/** Makes the key of a public key in PEM (`PUBLIC KEY`, or `RSA PUBLIC KEY`). Its kind and size must fit the algorithm. */
export function importPublicKey(pem: string, algorithm: Exclude<KeyAlgorithm, 'HS256'>): ImportedKey {
  const text = pem.replaceAll('\\n', '\n').trim();
  // Node would quietly derive the public key from a private one, which should not be on this machine at all.
  if (text.includes('PRIVATE KEY-----')) {
    return { issue: 'is a private key; put the public key here, and keep the private one where tokens are signed' };
  }
  if (!/^-----BEGIN (?:RSA )?PUBLIC KEY-----\n/.test(text.replaceAll('\r', ''))) {
    return { issue: 'must be a public key in PEM, which begins with -----BEGIN PUBLIC KEY-----' };
  }
  let key: KeyObject;
  try {
    key = createPublicKey(text);
  } catch {
    return { issue: 'is not a complete public key in PEM' };
  }
  const issue = unusableKey(key, algorithm);
  if (issue !== undefined) return { issue };
  return { key, fingerprint: fingerprintOf(key.export({ type: 'spki', format: 'der' })) };
}

function fingerprintOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('base64url');
}

function unusableKey(key: KeyObject, algorithm: Exclude<KeyAlgorithm, 'HS256'>): string | undefined {
  const { modulusLength = 0, publicExponent = 0n, namedCurve } = key.asymmetricKeyDetails ?? {};
  switch (algorithm) {
    case 'RS256':
      if (key.asymmetricKeyType !== 'rsa') return 'is not an RSA key, which RS256 needs';
      if (modulusLength < MIN_RSA_BITS) return `must have at least ${MIN_RSA_BITS} bits`;
      return publicExponent < MIN_RSA_EXPONENT ? 'has a public exponent that protects nothing' : undefined;
    case 'ES256':
      return namedCurve === 'prime256v1' ? undefined : 'is not a key on the curve P-256, which ES256 needs';
    case 'EdDSA':
      return key.asymmetricKeyType === 'ed25519' ? undefined : 'is not an Ed25519 key, which EdDSA needs';
  }
}
