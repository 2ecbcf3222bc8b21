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

/** Length of a time in a token and in its hash: milliseconds since 1970, most significant byte first. */
const TIME_BYTES = 6;

/**
 * Creates a token that begins with the time of its creation, as its hash does. So hashes of about the same time are
 * neighbours in an index, and a commit of many rows writes few pages of it instead of one for each row.
 *
 * @param now Milliseconds since 1970.
 */
export function createTimedToken(prefix: string, now: number): OpaqueToken {
  const bytes = Buffer.concat([timeBytes(now), randomBytes(TOKEN_BYTES)]);
  const token = prefix + bytes.toString('base64url');
  return { token, hash: timedHash(now, hashOpaqueToken(token)) };
}

/**
 * Returns the hash under which a token of {@link createTimedToken} is stored: its time, and SHA-256 of the whole token.
 *
 * The hash of any other token, such as one of {@link createOpaqueToken}, is that of {@link hashOpaqueToken}.
 */
export function hashTimedToken(prefix: string, token: string): Uint8Array {
  const digest = hashOpaqueToken(token);
  const bytes = Buffer.from(token.slice(prefix.length), 'base64url');
  if (bytes.byteLength !== TIME_BYTES + TOKEN_BYTES) return digest;
  return timedHash(bytes.readUIntBE(0, TIME_BYTES), digest);
}

/** Puts a time, in milliseconds since 1970, before a hash. */
export function timedHash(time: number, digest: Uint8Array): Uint8Array {
  return Buffer.concat([timeBytes(time), digest]);
}

function timeBytes(time: number): Uint8Array {
  const bytes = Buffer.allocUnsafe(TIME_BYTES);
  bytes.writeUIntBE(time, 0, TIME_BYTES);
  return bytes;
}
