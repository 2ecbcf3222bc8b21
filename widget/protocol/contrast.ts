/** Red, green and blue of sRGB, from 0 to 1. */
export type Rgb = readonly [number, number, number];

/** A colour with alpha, all from 0 to 1. */
export type Rgba = readonly [...Rgb, number];

/**
 * Pairs of foreground and background colours in the style sheets: design tokens, and three mixed colours of
 * `tokens.css`. `strongBorder` is the border of fields and buttons. `softDanger` and `softWarning` are backgrounds of
 * panels.
 *
 * The focus ring has the colour `text`, and the border of an invalid field the colour `danger`, so they need no
 * separate check. `border` is only decorative.
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

/** The name of a colour in these pairs. */
export type DrawnColor = (typeof PAIRS)[number][number];

/**
 * Finds pairs of colours with too little contrast: WCAG 2.2 AA, section 1.4.3 for text, and section 1.4.11 for borders
 * of controls. Describes each pair for developers and operators.
 */
export function findContrastIssues(read: (color: DrawnColor) => Rgba, theme: 'light' | 'dark'): readonly string[] {
  const canvas: Rgb = theme === 'light' ? [1, 1, 1] : [0, 0, 0];
  const background = blend(read('background'), canvas);
  return PAIRS.flatMap(([front, back]) => {
    const minimum = front === 'strongBorder' ? 3 : 4.5;
    const behind = blend(read(back), background);
    const ratio = contrastRatio(blend(read(front), behind), behind);
    // Rounds down, so that 4.499 is not shown as 4.5.
    const shown = Math.floor(ratio * 100) / 100;
    return ratio < minimum
      ? `${front} on ${back} has a contrast of ${shown}:1 in the ${theme} theme, not ${minimum}:1`
      : [];
  });
}

/**
 * Reads a colour as browsers compute it: `rgb(1, 2, 3)`, or `color(srgb 0.1 0.2 0.3 / 0.5)` for what is mixed and
 * `color(xyz-d65 0.95 1 1.089)` for white. Channels may be negative, above 1, `none`, or have an exponent.
 */
export function parseComputedColor(text: string): Rgba {
  const [name = '', inside = ''] = text.replace(')', '').split('(');
  const channels = inside
    .split(/[\s,/]+/)
    .filter((part) => part === 'none' || /^[-+.\d]/.test(part))
    .map((part) => (part === 'none' ? 0 : Number(part)));
  const [red = 0, green = 0, blue = 0, alpha = 1] = channels;
  const scale = name.startsWith('rgb') ? 255 : 1;
  return [clamp(red / scale), clamp(green / scale), clamp(blue / scale), clamp(alpha)];
}

/** Browsers draw a colour outside sRGB as the nearest one inside. */
function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}

/** Blends a colour over an opaque background. */
export function blend([red, green, blue, alpha]: Rgba, back: Rgb): Rgb {
  const mix = (front: number, behind: number) => front * alpha + behind * (1 - alpha);
  return [mix(red, back[0]), mix(green, back[1]), mix(blue, back[2])];
}

/** WCAG 2.2, "contrast ratio": from 1 to 21. */
export function contrastRatio(first: Rgb, second: Rgb): number {
  const [a, b] = [luminance(first) + 0.05, luminance(second) + 0.05];
  return Math.max(a / b, b / a);
}

/** WCAG 2.2, "relative luminance". */
export function luminance([red, green, blue]: Rgb): number {
  const linear = (value: number) => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue);
}
