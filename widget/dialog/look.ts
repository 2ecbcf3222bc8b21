import {
  type Appearance,
  APPEARANCE_TOKENS,
  type AppearanceToken,
  appearanceProperty,
  appearanceRules,
  COLOR_TOKENS,
  type ColorToken,
  parseAppearanceValue,
} from '../protocol/appearance.ts';
import { type DrawnColors, findContrastIssues, type Rgba } from '../protocol/contrast.ts';
import type { Presentation } from '../protocol/host-command.ts';

/** More warnings than that help no developer. */
const WARNINGS_MAX = 20;

interface HostLook {
  /** All values of the host so far, parsed. */
  appearance: Appearance;
  readonly warnings: Set<string>;
}

/** What a host has set, by the style sheet that applies it. */
const LOOKS = new WeakMap<CSSStyleSheet, HostLook>();

/**
 * Gives a page the colours and sizes that its host asks for. What is absent, and what is no such value, stays as it is.
 *
 * Warns in the console, once each, of names that have no effect, of values that cannot be used, and of colours that are
 * drawn on each other without enough contrast.
 */
export function changeLook(document: Document, { theme, appearance }: Presentation): void {
  const { documentElement: root, head } = document;
  if (theme !== undefined) {
    root.dataset['theme'] = theme;
    // The canvas of the frame follows this. A frame whose colour scheme differs from its host's is not transparent.
    head.querySelector('meta[name=color-scheme]')?.setAttribute('content', theme === 'system' ? 'light dark' : theme);
  }
  if (appearance) setTokens(document, appearance);
  for (const sheet of document.adoptedStyleSheets) warnOfContrast(root, LOOKS.get(sheet));
}

function setTokens(document: Document, { light = {}, dark = {}, ...values }: Appearance): void {
  const sheet = document.adoptedStyleSheets.find((adopted) => LOOKS.has(adopted)) ?? new CSSStyleSheet();
  const look = LOOKS.get(sheet) ?? { appearance: {}, warnings: new Set() };
  const { appearance: old } = look;
  look.appearance = {
    ...old,
    ...parseTokens(look, APPEARANCE_TOKENS, values, 'appearance'),
    light: { ...old.light, ...parseTokens(look, COLOR_TOKENS, light, 'appearance.light') },
    dark: { ...old.dark, ...parseTokens(look, COLOR_TOKENS, dark, 'appearance.dark') },
  };
  sheet.replaceSync(appearanceRules(look.appearance));
  if (!LOOKS.has(sheet)) document.adoptedStyleSheets.push(sheet);
  LOOKS.set(sheet, look);
}

function parseTokens<Token extends AppearanceToken>(
  look: HostLook,
  tokens: readonly Token[],
  values: Readonly<Record<string, string | undefined>>,
  path: string,
): Partial<Record<Token, string>> {
  const parsed: Partial<Record<Token, string>> = {};
  for (const [name, text] of Object.entries(values)) {
    const token = tokens.find((known) => known === name);
    if (token === undefined) {
      warn(look, `${path}.${name} has no effect.`);
      continue;
    }
    if (text === undefined) continue;
    const value = parseAppearanceValue(token, text);
    if (value === undefined) warn(look, `${path}.${name} has a value that cannot be used.`);
    else parsed[token] = value;
  }
  return parsed;
}

/** Checks the colours of the present theme, from the configuration and from the host. */
function warnOfContrast(root: HTMLElement, look: HostLook | undefined): void {
  if (!look) return;
  const { theme } = root.dataset;
  const isDark = theme === 'dark' || (theme !== 'light' && matchMedia('(prefers-color-scheme: dark)').matches);
  for (const issue of findContrastIssues(drawnColors(root), isDark ? 'dark' : 'light')) {
    warn(look, `appearance: ${issue}.`);
  }
}

function drawnColors(root: HTMLElement): DrawnColors {
  // The browser resolves a custom property to a colour only where the property is used.
  const probe = root.appendChild(document.createElement('i'));
  const style = getComputedStyle(probe);
  const read = (property: string): Rgba => {
    probe.style.color = `var(${property})`;
    const isByte = style.color.startsWith('rgb');
    // `rgb(1, 2, 3)` or `color(xyz-d65 0.95 1 1.089)`. Only the text on the accent is the latter: white or black.
    const [red = 0, green = 0, blue = 0, alpha = 1] = style.color.match(/(?<![\w.-])[\d.]+/g)?.map(Number) ?? [];
    return isByte ? [red / 255, green / 255, blue / 255, alpha] : [red, green, blue, alpha];
  };
  const readToken = (token: ColorToken) => read(appearanceProperty(token));
  const colors = {
    background: readToken('background'),
    surface: readToken('surface'),
    accent: readToken('accent'),
    accentText: readToken('accentText'),
    text: readToken('text'),
    mutedText: readToken('mutedText'),
    danger: readToken('danger'),
    softWarning: read('--soft-warning'),
  };
  probe.remove();
  return colors;
}

function warn({ warnings }: HostLook, message: string): void {
  if (warnings.has(message) || warnings.size >= WARNINGS_MAX) return;
  warnings.add(message);
  console.warn(`embed-connection: ${message}`);
}
