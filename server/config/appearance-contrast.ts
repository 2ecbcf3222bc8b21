import type { Appearance, ThemeColors } from '../../widget/protocol/appearance.ts';
import type { DrawnColor, Rgb, Rgba } from '../../widget/protocol/contrast.ts';
import { blend, findContrastIssues, luminance } from '../../widget/protocol/contrast.ts';

/** The colours of each theme where nothing else is set. A test compares them with `tokens.css`. */
export const DEFAULT_COLORS = {
  light: {
    accent: '#2457e0',
    background: '#fff',
    surface: '#f5f6f8',
    text: '#171a21',
    mutedText: '#596072',
    danger: '#b3261e',
    softWarning: '#fdf3dd',
  },
  dark: {
    accent: '#2457e0',
    background: '#15171c',
    surface: '#1f222a',
    text: '#eceef3',
    mutedText: '#a5acbb',
    danger: '#ff9c92',
    softWarning: '#33280f',
  },
} as const;

/**
 * Finds the colours of an organization that are drawn on each other, or on a default colour, without enough contrast.
 * Returns a part of a sentence for each.
 *
 * @param appearance Parsed values.
 */
export function appearanceContrastIssues({ light, dark, ...colors }: Appearance): readonly string[] {
  return [...themeIssues('light', { ...colors, ...light }), ...themeIssues('dark', { ...colors, ...dark })];
}

function themeIssues(theme: 'light' | 'dark', colors: ThemeColors): readonly string[] {
  const defaults = DEFAULT_COLORS[theme];
  const read = (color: DrawnColor): Rgba => {
    switch (color) {
      case 'accentText':
        return colors.accentText === undefined ? automaticText(read('accent')) : parseColor(colors.accentText);
      case 'strongBorder':
        return mixIntoBackground(read('mutedText'), 0.82);
      case 'softDanger':
        return mixIntoBackground(read('danger'), 0.08);
      case 'softWarning':
        return parseColor(defaults.softWarning);
      case 'accent':
      case 'background':
      case 'danger':
      case 'mutedText':
      case 'surface':
      case 'text':
        return parseColor(colors[color] ?? defaults[color]);
    }
  };
  /** As the `color-mix()` of `tokens.css`, for opaque colours. */
  const mixIntoBackground = ([red, green, blue, alpha]: Rgba, part: number): Rgba => {
    const [backRed, backGreen, backBlue] = read('background');
    return [...blend([red, green, blue, alpha * part], [backRed, backGreen, backBlue]), 1];
  };
  return findContrastIssues(read, theme);
}

/** White or black, as `tokens.css` chooses between them. */
function automaticText([red, green, blue]: Rgba): Rgba {
  return luminance([red, green, blue]) < 0.179 ? [1, 1, 1, 1] : [0, 0, 0, 1];
}

/** The 16 basic names of CSS, and the transparent one. */
const NAMED_COLORS: Readonly<Record<string, string>> = {
  black: '#000',
  silver: '#c0c0c0',
  gray: '#808080',
  white: '#fff',
  maroon: '#800000',
  red: '#f00',
  purple: '#800080',
  fuchsia: '#f0f',
  green: '#008000',
  lime: '#0f0',
  olive: '#808000',
  yellow: '#ff0',
  navy: '#000080',
  blue: '#00f',
  teal: '#008080',
  aqua: '#0ff',
  orange: '#ffa500',
  transparent: '#0000',
};

/** Reads a colour in one of the forms that `parseAppearanceValue` returns. */
function parseColor(color: string): Rgba {
  const hex = NAMED_COLORS[color] ?? color;
  if (hex.startsWith('#')) return parseHex(hex.slice(1));
  const [first = '', second = '', third = '', alpha = '1'] = color.match(/[\d.]+%?/g) ?? [];
  const a = fraction(alpha, 1);
  if (color.startsWith('hsl')) return [...hslToRgb(parseFloat(first), fraction(second), fraction(third)), a];
  return [fraction(first, 255), fraction(second, 255), fraction(third, 255), a];
}

function parseHex(hex: string): Rgba {
  const digits = hex.length < 6 ? hex.replace(/./g, '$&$&') : hex;
  const [red = 0, green = 0, blue = 0, alpha = 1] = (digits.match(/../g) ?? []).map((pair) => parseInt(pair, 16) / 255);
  return [red, green, blue, alpha];
}

function fraction(text: string, whole = 100): number {
  return parseFloat(text) / (text.endsWith('%') ? 100 : whole);
}

/** CSS Color 4 section 7.1. */
function hslToRgb(hue: number, saturation: number, lightness: number): Rgb {
  const channel = (offset: number) => {
    const k = (offset + hue / 30) % 12;
    return lightness - saturation * Math.min(lightness, 1 - lightness) * Math.max(-1, Math.min(k - 3, 9 - k, 1));
  };
  return [channel(0), channel(8), channel(4)];
}
