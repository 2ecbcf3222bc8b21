import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { preferredLocale } from './locale.ts';
import type { LocalePreferences } from './locale.ts';

const AVAILABLE = new Map(['en', 'de', 'fr', 'pt-BR'].map((tag) => [tag, {}]));

describe('the language of a page', () => {
  const rows: readonly (readonly [string, LocalePreferences, string])[] = [
    ['nothing wished', {}, 'en'],
    ['the query first', { query: 'de', claim: 'fr', configured: 'fr', acceptLanguage: 'fr' }, 'de'],
    ['then the token', { claim: 'de', configured: 'fr', acceptLanguage: 'fr' }, 'de'],
    ['then the configuration', { configured: 'de', acceptLanguage: 'fr' }, 'de'],
    ['then the browser', { acceptLanguage: 'fr' }, 'fr'],
    ['the browser by its own order', { acceptLanguage: 'es, fr;q=0.3, de;q=0.7' }, 'de'],
    ['a region of a known language', { query: 'de-AT' }, 'de'],
    ['another way to write it', { query: 'PT_br' }, 'pt-BR'],
    ['a requested language that is not a language tag', { query: '<script>', configured: 'de' }, 'de'],
    ['an unknown language falls through', { query: 'tlh', acceptLanguage: 'de' }, 'de'],
  ];
  for (const [title, preferences, expected] of rows) {
    test(title, () => assert.equal(preferredLocale(preferences, AVAILABLE), expected));
  }
});
