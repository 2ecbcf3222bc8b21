import { de } from './de.ts';
import { en, type Translations } from './en.ts';
import { es } from './es.ts';
import { fr } from './fr.ts';
import type { LocaleTag } from './locale-tags.ts';

/** Every language there is, by BCP 47 tag. The build writes one JSON file of each. */
export const LOCALES: Readonly<Record<LocaleTag, Translations>> = { en, de, fr, es };
