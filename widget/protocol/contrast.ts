/** Red, green and blue of sRGB, from 0 to 1. */
export type Rgb = readonly [number, number, number];

/** A colour with alpha, all from 0 to 1. */
export type Rgba = readonly [...Rgb, number];

/** The colours of one theme that are drawn on each other. */
export interface DrawnColors {
  readonly background: Rgba;
  readonly surface: Rgba;
  readonly accent: Rgba;
  readonly accentText: Rgba;
  readonly text: Rgba;
  readonly mutedText: Rgba;
  readonly danger: Rgba;
  /** `--soft-warning` of `tokens.css`. */
  readonly softWarning: Rgba;
}

/** WCAG 2.2 AA: section 1.4.3 for text, and section 1.4.11 for borders of controls. */
const TEXT_MINIMUM = 4.5;
const BORDER_MINIMUM = 3;

/**
 * Finds the colours that do not contrast enough (WCAG 2.2 AA), among the pairs that the style sheets draw on each other.
 * Returns a part of a sentence for each, for developers and operators.
 *
 * The focus ring has the colour of text, and the border of a wrong field that of `danger`, so they need no check of
 * their own. `border` only divides.
 */
export function findContrastIssues(colors: DrawnColors, theme: 'light' | 'dark'): readonly string[] {
  const canvas: Rgb = theme === 'light' ? [1, 1, 1] : [0, 0, 0];
  const { text, mutedText, danger } = colors;
  const background = blend(colors.background, canvas);
  const surface = blend(colors.surface, background);
  // These two follow `--soft-danger` and `--strong-border` of `tokens.css`.
  const softDanger = blend([...blend(danger, background), 0.08], background);
  const strongBorder: Rgba = [...blend(mutedText, background), 0.82];
  const pairs: readonly (readonly [string, Rgba, Rgb])[] = [
    ['text on background', text, background],
    ['text on surface', text, surface],
    ['text on the tint of danger', text, softDanger],
    ['text on the tint of warnings', text, blend(colors.softWarning, background)],
    ['mutedText on background', mutedText, background],
    ['mutedText on surface', mutedText, surface],
    ['mutedText as border on background', strongBorder, background],
    ['accentText on accent', colors.accentText, blend(colors.accent, background)],
    ['danger on background', danger, background],
    ['danger on its own tint', danger, softDanger],
  ];
  return pairs.flatMap(([name, front, back]) => {
    const minimum = front === strongBorder ? BORDER_MINIMUM : TEXT_MINIMUM;
    const ratio = contrastRatio(blend(front, back), back);
    // Rounded down, so that a ratio that is too small never reads like the least.
    const shown = Math.floor(ratio * 100) / 100;
    return ratio < minimum
      ? `${name} has a contrast of ${shown}:1 in the ${theme} theme; at least ${minimum}:1 is needed`
      : [];
  });
}

function blend([red, green, blue, alpha]: Rgba, back: Rgb): Rgb {
  const mix = (front: number, behind: number) => front * alpha + behind * (1 - alpha);
  return [mix(red, back[0]), mix(green, back[1]), mix(blue, back[2])];
}

/** WCAG 2.2, "contrast ratio": from 1 to 21. */
function contrastRatio(one: Rgb, other: Rgb): number {
  const [darker, lighter] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (lighter + 0.05) / (darker + 0.05);
}

/** WCAG 2.2, "relative luminance". */
export function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
