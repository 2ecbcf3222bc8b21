import { randomBytes } from 'node:crypto';
import { crc32 } from 'node:zlib';
import type { AccessTokenStore } from '../store/access-token-store.ts';
import { hashOpaqueToken } from './opaque-token.ts';
import type { OpaqueToken } from './opaque-token.ts';

/** Prefix of access tokens. Scanners for leaked secrets find tokens by it. */
const PREFIX = 'ect_';

const TOKEN_BYTES = 32;
const BASE62 = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
/** The number of base62 digits that every value of {@link TOKEN_BYTES} fits in. */
const RANDOM_LENGTH = 43;
/** The number of base62 digits that a CRC-32 fits in. */
const CHECKSUM_LENGTH = 6;
/** How many characters of a token people are shown to recognize it. */
const HINT_LENGTH = 4;

const FORM = new RegExp(`^${PREFIX}[0-9A-Za-z]{${RANDOM_LENGTH + CHECKSUM_LENGTH}}$`);

/** A new access token. */
export interface NewToken extends OpaqueToken {
  /** The last characters of the token, so that people recognize it. */
  readonly hint: string;
}

/**
 * Creates an access token: a prefix, 256 random bits in base62, and a checksum, with which a scanner for leaked secrets
 * tells a token from other text.
 */
export function createAccessToken(): NewToken {
  const random = toBase62(BigInt(`0x${randomBytes(TOKEN_BYTES).toString('hex')}`), RANDOM_LENGTH);
  const token = PREFIX + random + checksumOf(random);
  return { token, hash: hashOpaqueToken(token), hint: token.slice(-HINT_LENGTH) };
}

/** Whether a text has the form of an access token, with the right checksum. Says nothing about its validity. */
export function isAccessToken(text: string): boolean {
  const random = text.slice(PREFIX.length, -CHECKSUM_LENGTH);
  return FORM.test(text) && text.endsWith(checksumOf(random));
}

function checksumOf(random: string): string {
  return toBase62(BigInt(crc32(random)), CHECKSUM_LENGTH);
}

function toBase62(value: bigint, length: number): string {
  let digits = '';
  for (let rest = value; digits.length < length; rest /= 62n) digits = (BASE62[Number(rest % 62n)] ?? '') + digits;
  return digits;
}

/**
 * Tells whether the access token is still valid for which a session, an embed token or a session token was issued: it was
 * not revoked, and has not expired.
 *
 * Reads the database for each request, so that every process notices at once that the token was revoked.
 */
export async function isAccessTokenLive(
  { store, now }: { readonly store: { readonly accessTokens: AccessTokenStore }; readonly now: () => number },
  organization: string,
  id: number,
): Promise<boolean> {
  const token = await store.accessTokens.find(organization, id);
  return token?.revokedAt === null && (token.expiresAt === null || token.expiresAt > now());
}
