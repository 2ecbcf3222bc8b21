import { createHash } from 'node:crypto';

/**
 * Names an embed token: SHA-256 of what was signed, 32 bytes.
 *
 * The signature is left out: from an ECDSA signature (r, s) anyone can make a second one, (r, n - s), that verifies as
 * well. Header and claims have one spelling, which `parseCompactJws` has enforced.
 */
export function tokenFingerprint(token: string): Uint8Array {
  return createHash('sha256')
    .update(token.slice(0, token.lastIndexOf('.')))
    .digest();
}
