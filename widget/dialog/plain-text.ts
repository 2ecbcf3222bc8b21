// Control characters, and bidirectional formatting characters (Unicode Standard Annex 9, section 2).
const INVISIBLE = /[\p{Cc}\p{Bidi_Control}]/gu;

/**
 * Removes control characters and bidirectional formatting from text that comes from outside, so that it cannot change
 * how the text around it reads.
 */
export function plainText(value: string): string {
  return value.replace(INVISIBLE, '');
}

/** The first letter of a name in upper case, shown in place of a logo. */
export function monogram(name: string): string {
  const [first = ''] = plainText(name).trim();
  return first.toUpperCase();
}
