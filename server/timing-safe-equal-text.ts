import { timingSafeEqual } from 'node:crypto';

/**
 * Compares what was sent with what is right, in a time that depends on the lengths only. Nothing is the same as an empty
 * text: where there is nothing to compare with, the result is false.
 */
export function timingSafeEqualText(sent: string | undefined, right: string): boolean {
  const [given, expected] = [Buffer.from(sent ?? ''), Buffer.from(right)];
  return expected.length > 0 && given.length === expected.length && timingSafeEqual(given, expected);
}
