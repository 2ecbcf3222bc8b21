import { KEY_BYTES } from '../auth/derive-key.ts';
import { isCanonicalBase64 } from './canonical-base64.ts';
import { shortestPeriod } from './guessable-secret.ts';

/** How an operator makes a key that is accepted. Every refusal of a key says so. */
export const GENERATE_KEY_HINT = `\`openssl rand -base64 ${KEY_BYTES}\` prints a good one`;

/** An encryption key, or what is wrong with the text. An issue never repeats the text. */
export type ParsedEncryptionKey = { readonly key: Uint8Array } | { readonly issue: string };

/**
 * Reads one encryption key: base64 of 32 bytes, padded, that cannot be guessed.
 *
 * An attacker with a copy of the database can try guesses of the key on it. The check finds keys that a person typed and
 * keys that are placeholders. A key that passes need not be random: the digest of a password passes.
 */
export function parseEncryptionKey(text: string): ParsedEncryptionKey {
  const key = new Uint8Array(Buffer.from(text, 'base64'));
  if (!isCanonicalBase64(text) || key.length !== KEY_BYTES) {
    return { issue: `must be base64 of exactly ${KEY_BYTES} bytes, padded; ${GENERATE_KEY_HINT}` };
  }
  // Some people type the 44 characters instead of 32 bytes, so these must not follow a pattern either.
  const characters = Buffer.from(text.replace('=', ''));
  const pattern = isText(key)
    ? 'consists only of text'
    : (findPattern(key, 'bytes') ?? findPattern(characters, 'characters'));
  return pattern === undefined ? { key } : { issue: `can be guessed, since it ${pattern}; ${GENERATE_KEY_HINT}` };
}

/*
 * How often each rule refuses 32 bytes of a good random number generator, and the 43 characters that encode them.
 * All rules together refuse one key in 5 * 10^10.
 *
 *                                      bytes     characters
 *   fewer than 16 different ones       2^-54.8   2^-44.0     exact distribution of the number of different values
 *   repeats 16 or fewer                2^-128    2^-162      sum over the period p of 256^-(32-p), or 64^-(43-p)
 *   a third of the steps are equal     2^-53.7   2^-41.1     256 * C(31, 11) * 256^-11, or 150 * C(42, 14) * 64^-14
 *   text in UTF-8, then zeros          2^-35.6               0.39 of single bytes are text, 0.028 of pairs, 0.0032 of triples
 */
const MIN_DISTINCT_UNITS = 16;
const MAX_REPEATED_PERIOD = 16;
const MAX_EQUAL_STEP_RATIO = 1 / 3;

/** Says which pattern the units follow, if any. */
function findPattern(units: Uint8Array, unit: 'bytes' | 'characters'): string | undefined {
  if (shortestPeriod(units) <= MAX_REPEATED_PERIOD) return `repeats the same ${MAX_REPEATED_PERIOD} ${unit} or fewer`;
  if (countEqualSteps(units) >= (units.length - 1) * MAX_EQUAL_STEP_RATIO) return `has a sequence of ${unit}`;
  if (new Set(units).size < MIN_DISTINCT_UNITS) return `has fewer than ${MIN_DISTINCT_UNITS} different ${unit}`;
  return undefined;
}

/** How often the most frequent difference between neighbours occurs: in `1, 2, 3, 9, 8` the difference 1, twice. */
function countEqualSteps(units: Uint8Array): number {
  const counts = new Map<number, number>();
  for (let index = 1; index < units.length; index += 1) {
    const step = ((units[index] ?? 0) - (units[index - 1] ?? 0)) & 0xff;
    counts.set(step, (counts.get(step) ?? 0) + 1);
  }
  return Math.max(...counts.values());
}

/** Tells whether the bytes are text that can be shown, in UTF-8. Zeros may fill it up. */
function isText(bytes: Uint8Array): boolean {
  try {
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
    return /^[\s\P{C}]+$/u.test(text.replace(/\0+$/, ''));
  } catch {
    return false;
  }
}
