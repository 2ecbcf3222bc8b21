import { type Guard, isRecord, isString } from './guards.ts';

/** A text for people: the same in every language, or one text for each BCP 47 tag. */
export type LocalizedText = string | Readonly<Record<string, string>>;

/** The tag of a text whose language is not known (BCP 47 section 4.1). It serves readers of every language. */
export const ANY_LANGUAGE = 'und';

/** Tells whether a value from outside is a {@link LocalizedText} with at least one text. */
export const isLocalizedText: Guard<LocalizedText> = (value): value is LocalizedText =>
  isString(value) || (isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isString));

/**
 * Chooses the text for a reader: that of the tag, then of its base language, then the text for any language, then
 * English, then the first one.
 *
 * @param locale BCP 47 tag.
 */
export function localizedText(text: LocalizedText, locale: string): string {
  if (isString(text)) return text;
  const [language = ''] = locale.split('-');
  const tag = [locale, language, ANY_LANGUAGE, 'en'].find((candidate) => Object.hasOwn(text, candidate));
  return (tag === undefined ? Object.values(text)[0] : text[tag]) ?? '';
}
