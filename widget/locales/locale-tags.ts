/** The languages there are, as BCP 47 tags. */
export const LOCALE_TAGS = ['en', 'de', 'fr', 'es'] as const;

/** One of {@link LOCALE_TAGS}. */
export type LocaleTag = (typeof LOCALE_TAGS)[number];
