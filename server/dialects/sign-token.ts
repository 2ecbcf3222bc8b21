import { importPKCS8, SignJWT } from 'jose';
import type { CryptoKey, JWTPayload } from 'jose';
import { parseCompactJws, verifySignature } from '../auth/compact-jws.ts';
import type { VerificationKey } from '../config/config.ts';
import { TokenInvalidError } from '../errors.ts';
import { SignTokenError } from './dialect.ts';

/** The keys that may sign a token. */
export interface SignTokenKeys {
  /** The organization's keys for tokens of this format, in the order of the configuration. */
  readonly keys: readonly VerificationKey[];
  /** The required kind of key, for the message that it is missing. */
  readonly kind: string;
  /** PKCS #8 PEM. */
  readonly privateKey: string | undefined;
}

/**
 * Signs claims with the key that belongs to the operator's private key, else with a secret.
 *
 * @param claims Returns the claims, given the key that signs them. Throws {@link SignTokenError} if no key can sign.
 */
export async function signToken(
  claims: (key: VerificationKey) => JWTPayload,
  { keys, kind, privateKey }: SignTokenKeys,
): Promise<string> {
  const [first] = keys;
  if (!first) throw new SignTokenError(`The organization has no ${kind}. Add one to its keys in the configuration.`);
  if (privateKey !== undefined) return signWithPrivateKey(claims, keys, privateKey);
  const key = keys.find(({ secret }) => secret !== undefined);
  if (key?.secret === undefined) {
    throw new SignTokenError(
      `The configuration has only the public half of the ${first.algorithm} key: give the other with --key.`,
    );
  }
  return sign(claims(key), key, new TextEncoder().encode(key.secret));
}

/** Refuses an origin for tokens that have no claim for it. Throws {@link SignTokenError}. */
export function rejectOrigin(origin: string | undefined): void {
  if (origin !== undefined) throw new SignTokenError('These tokens have no claim for an origin: omit --origin.');
}

/** Refuses a private key for tokens that only secrets sign. Throws {@link SignTokenError}. */
export function rejectPrivateKey(privateKey: string | undefined): void {
  if (privateKey === undefined) return;
  throw new SignTokenError('The HS256 secret in the configuration signs these tokens: omit --key.');
}

async function signWithPrivateKey(
  claims: (key: VerificationKey) => JWTPayload,
  keys: readonly VerificationKey[],
  privateKey: string,
): Promise<string> {
  let readable = false;
  for (const key of keys) {
    const signer = key.secret === undefined && (await importPrivateKey(privateKey, key));
    if (!signer) continue;
    readable = true;
    const token = await sign(claims(key), key, signer);
    if (await isSignedBy(token, key)) return token;
  }
  throw new SignTokenError(
    readable
      ? 'The private key belongs to none of the organization’s keys for these tokens.'
      : 'The private key is not a PKCS #8 PEM ("BEGIN PRIVATE KEY") for the algorithm of one of the organization’s keys ' +
          'for these tokens.',
  );
}

/** Imports a private key. Returns `undefined` if the PEM has no key for this algorithm. */
async function importPrivateKey(pem: string, { algorithm }: VerificationKey): Promise<CryptoKey | undefined> {
  return importPKCS8(pem, algorithm).catch(() => undefined);
}

async function isSignedBy(token: string, key: VerificationKey): Promise<boolean> {
  try {
    await verifySignature(parseCompactJws(token), [key]);
    return true;
  } catch (error) {
    if (error instanceof TokenInvalidError) return false;
    throw error;
  }
}

function sign(claims: JWTPayload, { algorithm, id }: VerificationKey, signer: CryptoKey | Uint8Array): Promise<string> {
  return new SignJWT(claims).setProtectedHeader({ alg: algorithm, ...(id !== undefined && { kid: id }) }).sign(signer);
}
