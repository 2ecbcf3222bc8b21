import { parseAccept } from 'hono/utils/accept';
import { findLocale } from '../../widget/protocol/find-locale.ts';

/** The language that is always there. */
export const FALLBACK_LOCALE = 'en';

/** Where a wish for a language may come from, the strongest first. */
export interface LocalePreferences {
  readonly query?: string | undefined;
  readonly claim?: string | undefined;
  readonly configured?: string | undefined;
  readonly acceptLanguage?: string | undefined;
}

/**
 * The best of the available languages for a reader.
 *
 * A wish for `de-AT` is served by `de` (RFC 4647 section 3.4, lookup). {@link FALLBACK_LOCALE} serves when nothing fits.
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
