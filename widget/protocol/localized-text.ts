import { type Guard, isRecord, isString } from './guards.ts';

/** A text for people: one string for all languages, or a string for each BCP 47 tag. */
export type LocalizedText = string | Readonly<Record<string, string>>;

/** The tag of a text in an unknown language (BCP 47 section 4.1). It is the fallback for every language. */
export const ANY_LANGUAGE = 'und';

/** Whether an unchecked value is a {@link LocalizedText} with at least one text. */
export const isLocalizedText: Guard<LocalizedText> = (value): value is LocalizedText =>
  isString(value) || (isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isString));

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
