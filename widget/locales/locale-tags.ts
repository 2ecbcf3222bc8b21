/** The languages there are, as BCP 47 tags. */
export const LOCALE_TAGS = ['en', 'de', 'fr', 'es'] as const;

/** One of {@link LOCALE_TAGS}. */
export type LocaleTag = (typeof LOCALE_TAGS)[number];

/**
 * The language that serves a wish, such as `de` for `de-AT` (RFC 4647 section 3.4, lookup); `undefined` if there is
 * none.
 */
export function preferredLocale(wish: string): LocaleTag | undefined {
  const range = `${wish.toLowerCase().replaceAll('_', '-')}-`;
  // None of the tags begins with another one and a hyphen, so that there is no closer match to look for.
  return LOCALE_TAGS.find((tag) => range.startsWith(`${tag}-`));
}
