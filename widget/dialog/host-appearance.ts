import {
  type Appearance,
  APPEARANCE_TOKENS,
  type AppearanceToken,
  appearanceProperty,
  appearanceRules,
  COLOR_TOKENS,
  parseAppearanceValue,
} from '../protocol/appearance.ts';
import { type DrawnColor, findContrastIssues, parseComputedColor, type Rgba } from '../protocol/contrast.ts';
import { isRecord, isString } from '../protocol/guards.ts';

/** The maximum number of warnings. */
const WARNINGS_MAX = 20;

interface AppliedAppearance {
  /** All parsed values that the host has sent so far. */
  appearance: Appearance;
  readonly warnings: Set<string>;
}

/** The appearance that a host has set, by the style sheet that applies it. */
const APPLIED_APPEARANCES = new WeakMap<CSSStyleSheet, AppliedAppearance>();

/**
 * Applies the host's design tokens to a page. Absent and invalid values change nothing.
 *
 * Warns in the console, once each, about names and values without effect, and about colours with too little contrast in
 * the present theme.
 */
export function changeAppearance(document: Document, appearance: Appearance | undefined): void {
  if (appearance) setTokens(document, appearance);
  for (const sheet of document.adoptedStyleSheets)
    warnOfContrast(document.documentElement, APPLIED_APPEARANCES.get(sheet));
}

function setTokens(document: Document, { light, dark, ...values }: Appearance): void {
  const sheet = document.adoptedStyleSheets.find((adopted) => APPLIED_APPEARANCES.has(adopted)) ?? new CSSStyleSheet();
  const applied = APPLIED_APPEARANCES.get(sheet) ?? { appearance: {}, warnings: new Set() };
  const { appearance: old } = applied;
  applied.appearance = {
    ...old,
    ...parseTokens(applied, APPEARANCE_TOKENS, values, 'appearance'),
    light: { ...old.light, ...parseTokens(applied, COLOR_TOKENS, light, 'appearance.light') },
    dark: { ...old.dark, ...parseTokens(applied, COLOR_TOKENS, dark, 'appearance.dark') },
  };
  sheet.replaceSync(appearanceRules(applied.appearance));
  if (!APPLIED_APPEARANCES.has(sheet)) document.adoptedStyleSheets.push(sheet);
  APPLIED_APPEARANCES.set(sheet, applied);
}

function parseTokens<Token extends AppearanceToken>(
  applied: AppliedAppearance,
  tokens: readonly Token[],
  values: unknown,
  path: string,
): Partial<Record<Token, string>> {
  const parsed: Partial<Record<Token, string>> = {};
  if (values !== undefined && !isRecord(values)) warn(applied, `${path} has no effect`);
  for (const [name, text] of Object.entries(isRecord(values) ? values : {})) {
    if (text === undefined) continue;
    const token = tokens.find((known) => known === name);
    const value = token && isString(text) ? parseAppearanceValue(token, text) : undefined;
    if (token && value !== undefined) parsed[token] = value;
    else warn(applied, `${path}.${name} has no effect`);
  }
  return parsed;
}

/** Checks the contrast of the present theme's colours, from the configuration and the host. */
function warnOfContrast(root: HTMLElement, applied: AppliedAppearance | undefined): void {
  if (!applied) return;
  const { theme } = root.dataset;
  const isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  // The browser resolves a custom property to a colour only if an element uses it.
  const probe = root.appendChild(document.createElement('i'));
  const read = (color: DrawnColor): Rgba => {
    const property = appearanceProperty(color);
    probe.style.color = `var(${property}, var(${property.replace('embed-', '')}))`;
    return parseComputedColor(getComputedStyle(probe).color);
  };
  for (const issue of findContrastIssues(read, isDark ? 'dark' : 'light')) warn(applied, `appearance: ${issue}`);
  probe.remove();
}

function warn({ warnings }: AppliedAppearance, message: string): void {
  if (warnings.has(message) || warnings.size >= WARNINGS_MAX) return;
  warnings.add(message);
  console.warn(`embed-connection: ${message}.`);
}
