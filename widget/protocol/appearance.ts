/** What an organization may change about the look of the dialog. Each becomes one custom property. */
export const APPEARANCE_TOKENS = [
  'accent',
  'accentText',
  'background',
  'surface',
  'text',
  'mutedText',
  'border',
  'danger',
  'radius',
  'fontFamily',
  'fontSize',
] as const;

/** One of {@link APPEARANCE_TOKENS}. */
export type AppearanceToken = (typeof APPEARANCE_TOKENS)[number];

/** Custom property that carries a token: `--embed-accent-text` for `accentText`. */
export function appearanceProperty(token: string): string {
  return `--embed-${token.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)}`;
}

/**
 * Reads the value of a design token; `undefined` if it is none.
 *
 * What comes back is put together again from the parts that were understood, never cut out of the text, so it can hold
 * no `url(`, `;` or `}` and is safe in a style sheet.
 */
export function parseAppearanceValue(token: AppearanceToken, value: string): string | undefined {
  const text = value.trim();
  if (text.length > MAX_LENGTH) return undefined;
  switch (token) {
    case 'radius':
      return parseLength(text, { minPx: 0, maxPx: 32 });
    case 'fontSize':
      return parseLength(text, { minPx: 12, maxPx: 20 });
    case 'fontFamily':
      return parseFontFamily(text);
    case 'accent':
    case 'accentText':
    case 'background':
    case 'surface':
    case 'text':
    case 'mutedText':
    case 'border':
    case 'danger':
      return parseColor(text);
  }
}

/** Longer than any sensible list of fonts. */
const MAX_LENGTH = 300;

const NAMED_COLORS = new Set(
  'black silver gray white maroon red purple fuchsia green lime olive yellow navy blue teal aqua orange transparent'.split(
    ' ',
  ),
);

function parseColor(text: string): string | undefined {
  const lower = text.toLowerCase();
  if (NAMED_COLORS.has(lower)) return lower;
  if (/^#(?:[0-9a-f]{3}|[0-9a-f]{4}|[0-9a-f]{6}|[0-9a-f]{8})$/.test(lower)) return lower;
  const call = /^(rgb|hsl)a?\(([^()]*)\)$/.exec(lower);
  return call?.[1] !== undefined && call[2] !== undefined ? parseColorFunction(call[1], call[2]) : undefined;
}

/** Both ways of writing: `1, 2, 3, 0.5` and `1 2 3 / 50%`. */
function parseColorFunction(name: string, inner: string): string | undefined {
  const parts = inner
    .trim()
    .split(/[\s,/]+/)
    .map(parseNumber);
  if (parts.length < 3 || parts.length > 4) return undefined;
  const limits = name === 'rgb' ? RGB_LIMITS : HSL_LIMITS;
  const written: string[] = [];
  for (const [index, part] of parts.entries()) {
    const limit = limits[index]?.[part?.unit ?? ''];
    if (part === undefined || limit === undefined || part.number > limit) return undefined;
    written.push(`${part.number}${part.unit}`);
  }
  const [first, second, third, alpha] = written;
  return `${name}(${first} ${second} ${third}${alpha === undefined ? '' : ` / ${alpha}`})`;
}

type Limits = readonly Readonly<Record<string, number>>[];

/** The largest number of each component, by unit. */
const RGB_LIMITS: Limits = [...Array<Limits[number]>(3).fill({ '': 255, '%': 100 }), { '': 1, '%': 100 }];
const HSL_LIMITS: Limits = [{ '': 360, deg: 360 }, { '%': 100 }, { '%': 100 }, { '': 1, '%': 100 }];

function parseNumber(text: string): { readonly number: number; readonly unit: string } | undefined {
  const match = /^(\d{1,3}(?:\.\d{1,4})?|\.\d{1,4})(%|deg|px|rem)?$/.exec(text);
  return match === null ? undefined : { number: Number(match[1]), unit: match[2] ?? '' };
}

/** Size of 1rem where nobody changed it. Only the limits depend on it. */
const PX_PER_REM = 16;

function parseLength(text: string, limits: { readonly minPx: number; readonly maxPx: number }): string | undefined {
  const length = parseNumber(text);
  if (length === undefined) return undefined;
  if (length.unit === '' && length.number !== 0) return undefined;
  if (length.unit === '%' || length.unit === 'deg') return undefined;
  const px = length.unit === 'rem' ? length.number * PX_PER_REM : length.number;
  if (px < limits.minPx || px > limits.maxPx) return undefined;
  return `${length.number}${length.unit || 'px'}`;
}

/** Font families that are keywords, and so lose their meaning in quotes. */
const GENERIC_FONTS = new Set(
  'serif sans-serif monospace system-ui ui-serif ui-sans-serif ui-monospace ui-rounded -apple-system'.split(' '),
);

function parseFontFamily(text: string): string | undefined {
  const families = text.split(',').map(parseFontName);
  return families.every((family) => family !== undefined) ? families.join(', ') : undefined;
}

function parseFontName(text: string): string | undefined {
  const trimmed = text.trim();
  if (GENERIC_FONTS.has(trimmed.toLowerCase())) return trimmed.toLowerCase();
  const quoted = /^(["'])([^"']*)\1$/.exec(trimmed);
  const name = quoted?.[2] ?? trimmed;
  return /^[\p{L}\p{N}][\p{L}\p{N} -]{0,59}$/u.test(name) ? `"${name}"` : undefined;
}
