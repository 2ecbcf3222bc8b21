// Controls, and the signs that turn the direction of the text around them (Unicode Standard Annex 9, section 2).
const INVISIBLE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu;

/**
 * Makes a name or sentence from outside fit to stand beside words of ours: without controls, and without the signs by
 * which it could turn around how the text next to it reads.
 */
export function plainText(value: string): string {
  return value.replace(INVISIBLE, '');
}
