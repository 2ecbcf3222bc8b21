import { importPKCS8, SignJWT } from 'jose';
import type { JWTPayload } from 'jose';
import type { VerificationKey } from '../config/config.ts';
import { TokenOrderError } from './dialect.ts';

/** What a token can be signed with. */
export interface SigningKeys {
  readonly key: VerificationKey | undefined;
  /** What kind of key these tokens need, for saying that there is none. */
  readonly kind: string;
  /** PKCS #8 PEM. */
  readonly privateKey: string | undefined;
}

/** Signs claims with the organization's key, or with the private half that the operator brought. */
export async function signToken(claims: JWTPayload, { key, kind, privateKey }: SigningKeys): Promise<string> {
  if (!key) throw new TokenOrderError(`The organization has no ${kind}. Add one to its keys in the configuration.`);
  const header = { alg: key.algorithm, ...(key.id !== undefined && { kid: key.id }) };
  return new SignJWT(claims).setProtectedHeader(header).sign(await signingKey(key, privateKey));
}

async function signingKey({ algorithm, secret }: VerificationKey, privateKey: string | undefined) {
  if (secret !== undefined) return new TextEncoder().encode(secret);
  if (privateKey === undefined) {
    throw new TokenOrderError(
      `The configuration has only the public half of the ${algorithm} key: give the other with --key.`,
    );
  }
  try {
    return await importPKCS8(privateKey, algorithm);
  } catch (error) {
    throw new TokenOrderError('The private key is no PKCS #8 PEM ("BEGIN PRIVATE KEY") for this algorithm.', {
      cause: error,
    });
  }
}
