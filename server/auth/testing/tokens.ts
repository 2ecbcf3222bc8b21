import { createHmac, sign, type KeyObject } from 'node:crypto';

/** Signs what stands before the last dot of a token. */
export interface TestSigner {
  readonly alg: string;
  sign(signingInput: string): Buffer;
}

export function hs256(secret: string | Buffer): TestSigner {
  return { alg: 'HS256', sign: (input) => createHmac('sha256', secret).update(input).digest() };
}

export function rs256(privateKey: KeyObject): TestSigner {
  return { alg: 'RS256', sign: (input) => sign('sha256', Buffer.from(input), privateKey) };
}

export function es256(privateKey: KeyObject, dsaEncoding: 'ieee-p1363' | 'der' = 'ieee-p1363'): TestSigner {
  return { alg: 'ES256', sign: (input) => sign('sha256', Buffer.from(input), { key: privateKey, dsaEncoding }) };
}

export function edDsa(privateKey: KeyObject): TestSigner {
  return { alg: 'EdDSA', sign: (input) => sign(null, Buffer.from(input), privateKey) };
}

/** A part of a token: an object is written as JSON; text and bytes are taken as they are, right or wrong. */
export type TestPart = object | string | Buffer;

/** A signed token. Header parameters are added to `alg`, or replace the whole header if they are no object. */
export function signToken(payload: TestPart, signer: TestSigner, header: TestPart = {}): string {
  const isRaw = typeof header === 'string' || Buffer.isBuffer(header);
  const signingInput = `${encodePart(isRaw ? header : { alg: signer.alg, ...header })}.${encodePart(payload)}`;
  return `${signingInput}.${signer.sign(signingInput).toString('base64url')}`;
}

/** base64url of one part. */
export function encodePart(part: TestPart): string {
  const bytes = Buffer.isBuffer(part) ? part : Buffer.from(typeof part === 'string' ? part : JSON.stringify(part));
  return bytes.toString('base64url');
}
