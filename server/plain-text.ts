/**
 * Controls, lone surrogates, separators of lines, and what turns the direction of text (Unicode Standard Annex 9, section
 * 2): each changes how the text around a name reads.
 */
const DISRUPTIVE = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

/**
 * Letters, numbers, punctuation and symbols that leave something to see. Unicode counts fillers, variation selectors,
 * joiners and the like as `Default_Ignorable_Code_Point`, but not the empty pattern of Braille and the null note head.
 */
const VISIBLE = /[[\p{L}\p{N}\p{P}\p{S}]--[\p{Default_Ignorable_Code_Point}\u2800\u{1d159}]]/v;

/**
 * Tells whether a name that a person typed can be shown beside other text, in a page or on a terminal: there is something
 * to see, and it does not change how the text around it reads.
 */
export function isDisplayableName(text: string): boolean {
  return VISIBLE.test(text) && !DISRUPTIVE.test(text);
}
