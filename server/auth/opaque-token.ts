import { createHash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A random token of 256 bits and the hash under which it is stored. */
export interface OpaqueToken {
  /** Given away once, never stored. base64url behind the prefix. */
  readonly token: string;
  /** SHA-256 of the whole token. */
  readonly hash: Uint8Array;
}

/** Makes a token. The prefix tells people, and scanners for leaked secrets, what they are looking at. */
export function createOpaqueToken(prefix: string): OpaqueToken {
  const token = prefix + randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashOpaqueToken(token) };
}

/**
 * The hash under which a token is looked up.
 *
 * Looking up by the hash of 256 random bits needs no comparison in constant time: how far a wrong hash agrees with a
 * stored one tells nothing about any token.
 */
export function hashOpaqueToken(token: string): Uint8Array {
  return createHash('sha256').update(token).digest();
}
