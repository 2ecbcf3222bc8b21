import { isString } from './guards.ts';

/** A text for people: one string for all languages, or a string for each BCP 47 tag. */
export type LocalizedText = string | Readonly<Record<string, string>>;

/** The tag of a text in an unknown language (BCP 47 section 4.1). It is the fallback for every language. */
export const ANY_LANGUAGE = 'und';

/**
 * Chooses the text for a locale. Tries the locale, its base language, {@link ANY_LANGUAGE}, English, and then the first
 * text.
 *
 * @param locale BCP 47 tag.
 */
export function localizedText(text: LocalizedText, locale: string): string {
  if (isString(text)) return text;
  const [language = ''] = locale.split('-');
  const tag = [locale, language, ANY_LANGUAGE, 'en'].find((candidate) => Object.hasOwn(text, candidate));
  return (tag === undefined ? Object.values(text)[0] : text[tag]) ?? '';
}
