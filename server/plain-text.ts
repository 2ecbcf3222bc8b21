// Controls and lone surrogates, and the signs that turn the direction of text (Unicode Standard Annex 9, section 2).
const UNSHOWABLE = /[\p{Cc}\p{Cs}\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u;

/** Tells whether a name can stand beside other text, in a page or on a terminal, without changing how that reads. */
export function isPlainText(text: string): boolean {
  return !UNSHOWABLE.test(text);
}
