import { hash, randomBytes } from 'node:crypto';

const TOKEN_BYTES = 32;

/** A random token of 256 bits and the hash under which it is stored. */
export interface OpaqueToken {
  /** Given to the client once, never stored. base64url after the prefix. */
  readonly token: string;
  /** SHA-256 of the whole token. */
  readonly hash: Uint8Array;
}

/** Creates a token. The prefix shows people, and scanners for leaked secrets, which kind of token it is. */
export function createOpaqueToken(prefix: string): OpaqueToken {
  const token = prefix + randomBytes(TOKEN_BYTES).toString('base64url');
  return { token, hash: hashOpaqueToken(token) };
}

/**
 * Returns the hash under which a token is stored.
 *
 * A lookup by the hash of 256 random bits needs no comparison in constant time: a partial match of hashes reveals
 * nothing about a token.
 */
export function hashOpaqueToken(token: string): Uint8Array {
  return hash('sha256', token, 'buffer');
}
