import { timingSafeEqual } from 'node:crypto';

/** Compares what was sent with what is right, in a time that depends on the lengths only. */
export function isSame(sent: string | undefined, expected: string): boolean {
  const bytes = Buffer.from(sent ?? '');
  const right = Buffer.from(expected);
  return bytes.length === right.length && timingSafeEqual(bytes, right);
}
