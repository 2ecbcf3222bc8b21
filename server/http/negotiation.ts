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

/** Codings that this server can send (RFC 9110 section 8.4.1). */
export type ContentCoding = 'br' | 'gzip';

/**
 * Returns the offered coding that a request prefers, or `undefined` when the body has to be sent without a coding.
 *
 * RFC 9110 section 12.5.3. When a request likes several codings equally, the first offered one is chosen. A coding with
 * `q=0` is never chosen. A coding that the header does not name is chosen only if the header has `*`.
 */
export function preferredCoding<Offered extends ContentCoding>(
  header: string | undefined,
  offered: readonly Offered[],
): Offered | undefined {
  const preferences = parseAccept(header ?? '').map(({ type, q }) => ({ name: type.toLowerCase(), q }));
  const named = (name: string) => preferences.find((requested) => requested.name === name)?.q;
  // Every client accepts `identity`, so it outweighs a coding only when the header names it.
  const plain = named('identity') ?? 0;
  const [best] = offered
    .map((coding) => ({ coding, quality: named(coding) ?? named('*') ?? 0 }))
    .filter(({ quality }) => quality > 0 && quality >= plain)
    .sort((a, b) => b.quality - a.quality);
  return best?.coding;
}
