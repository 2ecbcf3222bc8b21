/** Red, green and blue of sRGB, from 0 to 1. */
export type Rgb = readonly [number, number, number];

/** A colour with alpha, all from 0 to 1. */
export type Rgba = readonly [...Rgb, number];

/**
 * Colours that the style sheets draw on each other: design tokens, and three colours of `tokens.css` that are mixed.
 * `strongBorder` is the border of fields and buttons. `softDanger` and `softWarning` are behind text in a panel.
 *
 * The focus ring has the colour of text, and the border of a wrong field that of `danger`, so they need no check of
 * their own. `border` only divides.
 */
const PAIRS = [
  ['text', 'background'],
  ['text', 'surface'],
  ['text', 'softDanger'],
  ['text', 'softWarning'],
  ['mutedText', 'background'],
  ['mutedText', 'surface'],
  ['strongBorder', 'background'],
  ['accentText', 'accent'],
  ['danger', 'background'],
  ['danger', 'softDanger'],
] as const;

/** The name of a colour that is drawn. */
export type DrawnColor = (typeof PAIRS)[number][number];

/**
 * Finds the colours that do not contrast enough: WCAG 2.2 AA, section 1.4.3 for text, and section 1.4.11 for borders of
 * controls. Returns a part of a sentence for each, for developers and operators.
 */
export function findContrastIssues(read: (color: DrawnColor) => Rgba, theme: 'light' | 'dark'): readonly string[] {
  const canvas: Rgb = theme === 'light' ? [1, 1, 1] : [0, 0, 0];
  const background = blend(read('background'), canvas);
  return PAIRS.flatMap(([front, back]) => {
    const minimum = front === 'strongBorder' ? 3 : 4.5;
    const behind = blend(read(back), background);
    const ratio = contrastRatio(blend(read(front), behind), behind);
    // Rounded down, so that a ratio that is too small never reads like the least.
    const shown = Math.floor(ratio * 100) / 100;
    return ratio < minimum
      ? `${front} on ${back} has a contrast of ${shown}:1 in the ${theme} theme, not ${minimum}:1`
      : [];
  });
}

/** Puts a colour over another one. */
export function blend([red, green, blue, alpha]: Rgba, back: Rgb): Rgb {
  const mix = (front: number, behind: number) => front * alpha + behind * (1 - alpha);
  return [mix(red, back[0]), mix(green, back[1]), mix(blue, back[2])];
}

/** WCAG 2.2, "contrast ratio": from 1 to 21. */
function contrastRatio(one: Rgb, other: Rgb): number {
  const [a, b] = [luminance(one) + 0.05, luminance(other) + 0.05];
  return Math.max(a / b, b / a);
}

/** WCAG 2.2, "relative luminance". */
export function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
