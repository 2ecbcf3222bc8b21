import { sentences } from './sentences.ts';

/** Where in the tag which sentence stands: selector, property, and place among the sentences. */
const PLACES = [
  ['iframe', 'title', 0],
  ['dialog', 'ariaLabel', 0],
  ['[role=status]', 'textContent', 1],
  ['[role=alert]', 'textContent', 2],
  ['slot button', 'textContent', 3],
  ['[part=close]', 'ariaLabel', 4],
] as const;

/** Gives all that stands in the tag its words, in the language of what may be a BCP 47 tag. */
export function speak(root: ParentNode, locale: unknown): void {
  const words = sentences(locale);
  for (const [selector, property, place] of PLACES) {
    Object.assign(root.querySelector(selector) ?? {}, { [property]: words[place] });
  }
}
