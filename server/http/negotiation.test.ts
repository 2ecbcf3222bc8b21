import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { preferredLocale, preferredCoding } from './negotiation.ts';
import type { LocalePreferences } from './negotiation.ts';

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

const rows: readonly (readonly [header: string | undefined, chosen: string | undefined])[] = [
  [undefined, undefined],
  ['', undefined],
  ['identity', undefined],
  ['deflate', undefined],
  ['gzip', 'gzip'],
  ['GZip', 'gzip'],
  ['br', 'br'],
  ['gzip, deflate, br, zstd', 'br'],
  ['gzip;q=1.0, br;q=0.5', 'gzip'],
  ['br;q=0', undefined],
  ['br;q=0, gzip', 'gzip'],
  ['br; q=0.000, gzip; q=0', undefined],
  ['*', 'br'],
  ['br;q=0, *', 'gzip'],
  ['*;q=0', undefined],
  ['gzip, *;q=0', 'gzip'],
  ['identity, br;q=0.5', undefined],
  ['identity;q=0.5, br', 'br'],
  ['identity, br, gzip', 'br'],
  ['identity;q=0, gzip', 'gzip'],
  ['brr, xgzip', undefined],
];

for (const [header, chosen] of rows) {
  test(`a request with ${header === undefined ? 'no Accept-Encoding' : `"${header}"`} gets ${chosen ?? 'no coding'}`, () => {
    assert.equal(preferredCoding(header, ['br', 'gzip']), chosen);
  });
}

test('a coding that the server does not offer is not chosen', () => {
  assert.equal(preferredCoding('br, gzip;q=0.1', ['gzip']), 'gzip');
  assert.equal(preferredCoding('br', ['gzip']), undefined);
});
