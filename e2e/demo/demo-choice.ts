import type { DemoSystem } from './systems.ts';
import { DEMO_SYSTEMS } from './systems.ts';

/** Colour schemes on offer, by the name that the widget knows. */
export const THEMES = { system: 'As the system', light: 'Light', dark: 'Dark' } as const;

/** Languages on offer, by tag. */
export const LANGUAGES = { '': 'As the browser', en: 'English', de: 'Deutsch', fr: 'Français', es: 'Español' } as const;

/** What a visitor chose to look at. */
export interface DemoChoice {
  readonly system: DemoSystem;
  readonly theme: keyof typeof THEMES;
  readonly language: keyof typeof LANGUAGES;
}

/** Reads a choice from the address of the page; what is not on offer is taken for the first thing that is. */
export function readChoice(query: URLSearchParams): DemoChoice {
  const [first] = DEMO_SYSTEMS;
  const system = DEMO_SYSTEMS.find(({ connector }) => connector === query.get('system')) ?? first;
  if (!system) throw new Error('The demo has systems to offer.');
  return {
    system,
    theme: keyOf(THEMES, query.get('theme'), 'system'),
    language: keyOf(LANGUAGES, query.get('lang'), ''),
  };
}

function keyOf<Key extends string>(offered: Readonly<Record<Key, string>>, wanted: string | null, otherwise: Key): Key {
  return Object.keys(offered).find((key): key is Key => key === wanted) ?? otherwise;
}
