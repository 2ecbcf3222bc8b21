/** Design tokens that are colours. */
export const COLOR_TOKENS = [
  'accent',
  'accentText',
  'background',
  'surface',
  'text',
  'mutedText',
  'border',
  'danger',
] as const;

/** Design tokens: the parts of the dialog's look that an organization can change. Each is one custom property. */
export const APPEARANCE_TOKENS = [...COLOR_TOKENS, 'radius', 'fontFamily', 'fontSize'] as const;

/** One of {@link COLOR_TOKENS}. */
export type ColorToken = (typeof COLOR_TOKENS)[number];

/** One of {@link APPEARANCE_TOKENS}. */
export type AppearanceToken = (typeof APPEARANCE_TOKENS)[number];

/** Colours by name. */
export type ThemeColors = { readonly [Token in ColorToken]?: string | undefined };

/** Values of design tokens by name, for both themes. */
export type AppearanceValues = { readonly [Token in AppearanceToken]?: string | undefined };

/**
 * Values of design tokens by name. Colours in `light` and `dark` apply in that theme only, and override the values
 * beside them.
 *
 * @example
 * { accent: '#4531a8', radius: '10px', dark: { accent: '#b7adff', background: '#161322' } }
 */
export interface Appearance extends AppearanceValues {
  readonly light?: ThemeColors | undefined;
  readonly dark?: ThemeColors | undefined;
}

/**
 * Returns the style rules that set an organization's design tokens, for a page whose root has `data-theme`.
 *
 * All rules have the specificity of `:root`, so a later style sheet replaces a value in both themes.
 *
 * @param appearance Parsed values: {@link parseAppearanceValue}.
 */
export function appearanceRules({ light, dark, ...values }: Appearance): string {
  return rule(':root', values) + themeRules('light', light) + themeRules('dark', dark);
}

function themeRules(theme: 'light' | 'dark', colors: ThemeColors = {}): string {
  const chosen = rule(`:root:where([data-theme=${theme}])`, colors);
  const preferred = rule(`:root:where(:not([data-theme=${theme === 'dark' ? 'light' : 'dark'}]))`, colors);
  return preferred && `${chosen}@media (prefers-color-scheme:${theme}){${preferred}}`;
}

function rule(selector: string, values: Readonly<Record<string, string | undefined>>): string {
  const declarations = Object.entries(values).flatMap(([token, value]) =>
    value === undefined ? [] : `${appearanceProperty(token)}:${value}`,
  );
  return declarations.length > 0 ? `${selector}{${declarations.join(';')}}` : '';
}

/** Custom property that carries a token: `--embed-accent-text` for `accentText`. */
export function appearanceProperty(token: string): string {
  return `--embed-${token.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Parses the value of a design token. Returns `undefined` for an invalid value.
 *
 * The result is built from the parsed parts and never copied from the text. It contains no `url(`, `;` or `}`, so it is
 * safe in a style sheet.
 */
export function parseAppearanceValue(token: AppearanceToken, value: string): string | undefined {
  const text = value.trim();
  if (text.length > MAX_LENGTH) return undefined;
  if (token === 'radius') return parseLength(text, { minPx: 0, maxPx: 32 });
  if (token === 'fontSize') return parseLength(text, { minPx: 12, maxPx: 20 });
  return token === 'fontFamily' ? parseFontFamily(text) : parseColor(text.toLowerCase());
}

/** Longer than any reasonable list of fonts. */
const MAX_LENGTH = 300;

const NAMED_COLORS = /* @__PURE__ */ new Set(
  /* @__PURE__ */ 'black silver gray white maroon red purple fuchsia green lime olive yellow navy blue teal aqua orange transparent'.split(
    ' ',
  ),
);

function parseColor(text: string): string | undefined {
  if (NAMED_COLORS.has(text) || /^#(?:[\da-f]{3,4}|[\da-f]{6}|[\da-f]{8})$/.test(text)) return text;
  const [, name = '', inner = ''] = /^(rgb|hsl)a?\(([^()]*)\)$/.exec(text) ?? [];
  const kinds = COLOR_COMPONENTS[name];
  return kinds && parseColorFunction(name, kinds, inner);
}

/** Parses both syntaxes: `1, 2, 3, 0.5` and `1 2 3 / 50%`. */
function parseColorFunction(name: string, kinds: string, inner: string): string | undefined {
  const parts = inner
    .trim()
    .split(/[\s,/]+/)
    .map(parseNumber);
  if (parts.length < 3) return undefined;
  const written: string[] = [];
  for (const [index, part] of parts.entries()) {
    const limit = part && MAX_BY_COMPONENT[`${kinds[index]}${part.unit}`];
    if (!part || limit === undefined || part.number > limit) return undefined;
    written.push(`${part.number}${part.unit}`);
  }
  const [alpha] = written.splice(3);
  return `${name}(${written.join(' ')}${alpha === undefined ? '' : ` / ${alpha}`})`;
}

/** The kind of each component of a colour, in order: `c` red, green or blue, `h` hue, `p` percentage, `a` alpha. */
const COLOR_COMPONENTS: Readonly<Record<string, string>> = { rgb: 'ccca', hsl: 'hppa' };

/** The largest number of each component, with its unit. */
const MAX_BY_COMPONENT: Readonly<Record<string, number>> = {
  c: 255,
  'c%': 100,
  h: 360,
  hdeg: 360,
  'p%': 100,
  a: 1,
  'a%': 100,
};

function parseNumber(text: string): { readonly number: number; readonly unit: string } | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,4})?|\.\d{1,4})(%|deg|px|rem)?$/.exec(text);
  return match ? { number: Number(match[1]), unit: match[2] ?? '' } : undefined;
}

/** CSS pixels per unit of length. `rem` has the browsers' default value, which only affects the limits. */
const PX_PER_UNIT: Readonly<Record<string, number>> = { px: 1, rem: 16 };

function parseLength(text: string, limits: { readonly minPx: number; readonly maxPx: number }): string | undefined {
  const { number, unit } = parseNumber(text === '0' ? '0px' : text) ?? { number: 0, unit: '' };
  const px = number * (PX_PER_UNIT[unit] ?? NaN);
  return px >= limits.minPx && px <= limits.maxPx ? `${number}${unit}` : undefined;
}

/** Font families that are keywords. They must not be quoted. */
const GENERIC_FONTS = /* @__PURE__ */ new Set(
  /* @__PURE__ */ 'serif sans-serif monospace system-ui ui-serif ui-sans-serif ui-monospace ui-rounded -apple-system'.split(
    ' ',
  ),
);

function parseFontFamily(text: string): string | undefined {
  const families = text.split(',').map(parseFontName);
  return families.includes(undefined) ? undefined : families.join(', ');
}

function parseFontName(text: string): string | undefined {
  const trimmed = text.trim();
  const keyword = trimmed.toLowerCase();
  if (GENERIC_FONTS.has(keyword)) return keyword;
  const name = /^(["'])([^"']*)\1$/.exec(trimmed)?.[2] ?? trimmed;
  return /^[\p{L}\p{N}][\p{L}\p{N} -]{0,59}$/u.test(name) ? `"${name}"` : undefined;
}
