import { createHash } from 'node:crypto';

/**
 * Names an embed token: SHA-256 of what was signed, 32 bytes.
 *
 * Without the signature, because whoever has an ECDSA signature can make a second one of the same content (r, n - s), and
 * both verify. Header and claims have one spelling, which `parseCompactJws` has enforced.
 */
export function tokenFingerprint(token: string): Uint8Array {
  return createHash('sha256')
    .update(token.slice(0, token.lastIndexOf('.')))
    .digest();
}
