import { hkdfSync } from 'node:crypto';

/** Bytes of a master key, and of a key derived from one. */
export const KEY_BYTES = 32;

/**
 * Derives the key of one purpose from a master key, so that a value for one purpose is useless for another.
 *
 * HKDF with SHA-256, no salt (RFC 5869 section 3.1: the master key is uniformly random already), and the label as info.
 *
 * @param master 32 random bytes. Any other length is a `TypeError`.
 * @param label The purpose, such as `vault`. Never change a label: what it protects would no longer open.
 */
export function deriveKey(master: Uint8Array, label: string): Uint8Array {
  if (master.length !== KEY_BYTES) throw new TypeError(`A master key has ${KEY_BYTES} bytes.`);
  return new Uint8Array(hkdfSync('sha256', master, new Uint8Array(0), `embed-connection/${label}/1`, KEY_BYTES));
}
