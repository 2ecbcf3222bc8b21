import { createECDH } from 'node:crypto';

import { deriveKey, KEY_BYTES } from './derive-key.ts';

/** Order of P-256 (FIPS 186-5 refers to SP 800-186 section 3.2.1.3). */
const ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n;

/** 128 bits more than the order has, so that no remainder is noticeably likelier than another; 64 would be enough. */
const DERIVED_BYTES = 48;

/** A point of P-256 as a JSON Web Key (RFC 7518 section 6.2.1). */
export interface PublicPoint {
  readonly kty: 'EC';
  readonly crv: 'P-256';
  readonly x: string;
  readonly y: string;
}

/** The pair of keys that belongs to a master key. `d` is the private one. */
export interface ReceiptKeyPair {
  readonly publicKey: PublicPoint;
  readonly d: string;
}

/**
 * Derives the pair of P-256 keys that signs receipts from a master key, so that there is no other key to keep.
 *
 * The derived bytes take the place of the random ones of FIPS 186-5 appendix A.2.1: `d = c mod (n - 1) + 1`.
 */
export function deriveReceiptKey(master: Uint8Array): ReceiptKeyPair {
  const c = BigInt(`0x${Buffer.from(deriveKey(master, 'receipt', DERIVED_BYTES)).toString('hex')}`);
  const d = Buffer.from(((c % (ORDER - 1n)) + 1n).toString(16).padStart(2 * KEY_BYTES, '0'), 'hex');
  const curve = createECDH('prime256v1');
  curve.setPrivateKey(d);
  // SEC 1 section 2.3.3: a byte that says "not compressed", then both coordinates, each at its full length.
  const point = curve.getPublicKey().subarray(1);
  const x = point.subarray(0, KEY_BYTES).toString('base64url');
  const y = point.subarray(KEY_BYTES).toString('base64url');
  return { publicKey: { kty: 'EC', crv: 'P-256', x, y }, d: d.toString('base64url') };
}
