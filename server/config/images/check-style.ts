import { ImageError } from './image-error.ts';

/** Functions of colours and transformations, and words before a parenthesis in `@media` and selectors. */
const ALLOWED_FUNCTIONS: ReadonlySet<string> = new Set(
  'rgb rgba hsl hsla oklch oklab lab lch calc matrix translate translatex translatey scale rotate skewx skewy media and not'.split(
    ' ',
  ),
);

/** Each row is something that a style must not have, and how to say so. */
const REFUSED: readonly (readonly [pattern: RegExp, what: string])[] = [
  [/[\\<]/, 'a backslash or <'],
  [/@(?!media\b)/i, 'a rule other than @media'],
  [/(?<![\w-])url\s*\(/i, 'url()'],
  [/animation|transition/i, 'an animation'],
  [/behavior|binding|expression|javascript/i, 'a script'],
];

/**
 * Checks a `style` attribute or the text of a `<style>` element. It may set colours and other properties, also for dark
 * pages with `@media (prefers-color-scheme: dark)`. Throws `ImageError` if it can load, run or animate anything.
 */
export function checkStyle(css: string): void {
  for (const [pattern, what] of REFUSED) {
    if (pattern.test(css)) throw new ImageError(`has a style with ${what}, which is not allowed`);
  }
  // Without the lookbehind, a long word without a parenthesis would take quadratic time.
  for (const [call] of css.matchAll(/(?<![\w-])[\w-]+\(/g)) {
    const name = call.slice(0, -1).toLowerCase();
    if (!ALLOWED_FUNCTIONS.has(name)) throw new ImageError(`has a style with ${name}(), which is not allowed`);
  }
}
