import type { FieldAffixes } from './dns-label.ts';

const SCHEME = /^https?:\/\//i;

/**
 * Reads a part of an address from what a person put into a box: the part, or the whole address copied from a browser,
 * which begins with the text that stands before the box.
 */
export function stripAffixes(value: string, { prefix = '', suffix = '' }: FieldAffixes): string {
  const address = value.replace(SCHEME, '');
  const before = prefix.replace(SCHEME, '');
  if (before === '' || !address.toLowerCase().startsWith(before.toLowerCase())) return value;
  const part = address.slice(before.length);
  return suffix !== '' && part.endsWith(suffix) ? part.slice(0, -suffix.length) : part.replace(/\/$/, '');
}
