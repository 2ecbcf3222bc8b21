import type { DemoProvider } from './providers.ts';
import { DEMO_PROVIDERS } from './providers.ts';

/** Colour schemes on offer, by the name that the widget knows. */
export const THEMES = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

/** Languages on offer, by tag. */
export const LANGUAGES = { '': 'As the browser', en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' } as const;

/** What a visitor chose to look at. */
export interface DemoChoice {
  readonly provider: DemoProvider;
  readonly theme: keyof typeof THEMES;
  readonly language: keyof typeof LANGUAGES;
}

/** Reads a choice from the address of the page; what is not on offer is taken for the first thing that is. */
export function readChoice(query: URLSearchParams): DemoChoice {
  const [first] = DEMO_PROVIDERS;
  const provider = DEMO_PROVIDERS.find(({ connector }) => connector === query.get('provider')) ?? first;
  if (!provider) throw new Error('The demo has providers to offer.');
  return {
    provider,
    theme: keyOrDefault(THEMES, query.get('theme'), 'system'),
    language: keyOrDefault(LANGUAGES, query.get('lang'), ''),
  };
}

function keyOrDefault<Key extends string>(
  offered: Readonly<Record<Key, string>>,
  wanted: string | null,
  otherwise: Key,
): Key {
  return Object.keys(offered).find((key): key is Key => key === wanted) ?? otherwise;
}
