import type { SigningPurpose } from '../store/signing-key-store.ts';
import { generateSigningKey } from './signing-keys.ts';
import type { SigningKeysOptions } from './signing-keys.ts';

/** How long a cache may keep the published keys (`Cache-Control: max-age`). */
export const PUBLISHED_KEYS_MAX_AGE_SECONDS = 300;

/** How long libraries keep the keys that they fetched: `createRemoteJWKSet` of jose, and jwks-rsa, for ten minutes. */
const LIBRARY_CACHE_SECONDS = 600;

/** How long a token of each purpose is good. A receipt: enough for a page to hand it to its back end. */
export const TOKEN_LIFETIME_SECONDS: Readonly<Record<SigningPurpose, number>> = { receipt: 300 };

/** By how much the clocks of this server and of a back end may differ, and how lenient a back end may be with `exp`. */
const CLOCK_TOLERANCE_SECONDS = 300;

/** What a rotation did. Milliseconds since 1970. */
export interface SigningKeyRotation {
  /** Id of the new key. */
  readonly kid: string;
  /** When the new key begins to sign. It is published at once. */
  readonly signsFrom: number;
  /** Until when the earlier keys stay published. `null`: they are gone. */
  readonly earlierPublishedUntil: number | null;
}

/**
 * Replaces the key of a purpose so that no back end notices, whatever it caches.
 *
 * The new key is published at once and signs 15 minutes later, when caches have it: an HTTP cache keeps the published
 * keys for 5 minutes, and a library that read that cache keeps them for another 10. From then on the old key stays
 * published for 10 minutes: the 5 minutes of a receipt, and a tolerance.
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
 * Replaces the key of a purpose at once, for a key that leaked or that does not open. The earlier keys are deleted.
 *
 * Tokens that the old key signed are refused from now on, except by back ends that still have the old key in a cache.
 * Back ends that do not ask for the keys again when they meet an unknown `kid` refuse new tokens until then.
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
