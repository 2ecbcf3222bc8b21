import type { SigningPurpose } from '../store/signing-key-store.ts';
import { generateSigningKey } from './signing-keys.ts';
import type { SigningKeysOptions } from './signing-keys.ts';

/** How long a cache may keep the published keys (`Cache-Control: max-age`). */
export const PUBLISHED_KEYS_MAX_AGE_SECONDS = 300;

/** How long libraries keep the keys that they fetched: `createRemoteJWKSet` of jose, and jwks-rsa, for ten minutes. */
const LIBRARY_CACHE_SECONDS = 600;

/**
 * Maximum time that a token of each purpose is valid. For a receipt it is enough time for a page to send it to its back
 * end. For a session token it is the time that hosts expect.
 */
export const TOKEN_LIFETIME_SECONDS: Readonly<Record<SigningPurpose, number>> = {
  receipt: 300,
  'session-token': 86_400,
  'embed-token': 300,
};

/**
 * Maximum difference between the clocks of this server and of a back end, and the tolerance of a back end for `exp`.
 */
const CLOCK_TOLERANCE_SECONDS = 300;

/** What a rotation did. Milliseconds since 1970. */
export interface SigningKeyRotation {
  /** Id of the new key. */
  readonly kid: string;
  /** When the new key starts to sign. It is published at once. */
  readonly signsFrom: number;
  /** When the earlier keys are withdrawn. `null`: they are deleted. */
  readonly earlierPublishedUntil: number | null;
}

/**
 * Replaces the key of a purpose without an interruption for back ends that cache the keys.
 *
 * The new key is published at once and signs 15 minutes later, when all caches have it: an HTTP cache keeps the
 * published keys for 5 minutes, and a library that read that cache keeps them for another 10. After that the old key
 * stays published until its last token has expired, and a tolerance of 5 minutes. Keys of session tokens are published
 * to the processes of this server only, and follow the same times.
 */
export async function rotateSigningKey(options: SigningKeysOptions, now: number): Promise<SigningKeyRotation> {
  const { purpose, store } = options;
  const signsFrom = now + (PUBLISHED_KEYS_MAX_AGE_SECONDS + LIBRARY_CACHE_SECONDS) * 1000;
  const earlierPublishedUntil = signsFrom + (TOKEN_LIFETIME_SECONDS[purpose] + CLOCK_TOLERANCE_SECONDS) * 1000;
  const key = await generateSigningKey({ ...options, createdAt: now, signsFrom });
  await store.write(async ({ signingKeys }) => {
    await signingKeys.retireAll(purpose, earlierPublishedUntil);
    await signingKeys.add(key);
  });
  return { kid: key.kid, signsFrom, earlierPublishedUntil };
}

/**
 * Replaces the key of a purpose at once, after a leak or if the key does not open. The earlier keys are deleted.
 *
 * Tokens that the old key signed are refused from now on, except by back ends that still cache the old key. A back end
 * that does not reload the keys for an unknown `kid` refuses new tokens until its cache expires.
 */
export async function replaceSigningKey(options: SigningKeysOptions, now: number): Promise<SigningKeyRotation> {
  const { purpose, store } = options;
  const key = await generateSigningKey({ ...options, createdAt: now, signsFrom: now });
  await store.write(async ({ signingKeys }) => {
    await signingKeys.retireAll(purpose, now);
    await signingKeys.deleteExpired(now);
    await signingKeys.add(key);
  });
  return { kid: key.kid, signsFrom: now, earlierPublishedUntil: null };
}
