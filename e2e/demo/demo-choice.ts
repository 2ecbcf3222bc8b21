import type { DemoProvider } from './providers.ts';
import { DEMO_PROVIDERS } from './providers.ts';

/** The themes that a visitor can choose, by their names in the widget. */
export const THEMES = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

/** The languages that a visitor can choose, by language tag. */
export const LANGUAGES = { '': 'As the browser', en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' } as const;

/** What a visitor has chosen. */
export interface DemoChoice {
  readonly provider: DemoProvider;
  readonly theme: keyof typeof THEMES;
  readonly language: keyof typeof LANGUAGES;
}

/** Reads the choice from the query of the page's address. Uses the default for missing and unknown values. */
export function readChoice(query: URLSearchParams): DemoChoice {
  const [first] = DEMO_PROVIDERS;
  const provider = DEMO_PROVIDERS.find(({ connector }) => connector === query.get('provider')) ?? first;
  if (!provider) throw new Error('The demo has no providers.');
  return {
    provider,
    theme: keyOrDefault(THEMES, query.get('theme'), 'system'),
    language: keyOrDefault(LANGUAGES, query.get('lang'), ''),
  };
}

function keyOrDefault<Key extends string>(
  options: Readonly<Record<Key, string>>,
  chosen: string | null,
  fallback: Key,
): Key {
  return Object.keys(options).find((key): key is Key => key === chosen) ?? fallback;
}
