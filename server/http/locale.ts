import { parseAccept } from 'hono/utils/accept';
import { findLocale } from '../../widget/protocol/find-locale.ts';

/** The language that is always available. */
export const FALLBACK_LOCALE = 'en';

/** Sources of the requested language, the strongest first. */
export interface LocalePreferences {
  readonly query?: string | undefined;
  readonly claim?: string | undefined;
  readonly configured?: string | undefined;
  readonly acceptLanguage?: string | undefined;
}

/**
 * Picks the best available language for a reader.
 *
 * A request for `de-AT` gets `de` (RFC 4647 section 3.4, lookup). If no language matches, the result is {@link
 * FALLBACK_LOCALE}.
 */
export function preferredLocale(preferences: LocalePreferences, available: ReadonlyMap<string, unknown>): string {
  const tags = [...available.keys()];
  const accepted = preferences.acceptLanguage ? parseAccept(preferences.acceptLanguage).map(({ type }) => type) : [];
  for (const requested of [preferences.query, preferences.claim, preferences.configured, ...accepted]) {
    const found = requested && findLocale(requested, tags);
    if (found) return found;
  }
  return FALLBACK_LOCALE;
}
