import { equal } from '../testing/assert.ts';
import { isLocalizedText, localizedText } from './localized-text.ts';

describe('a text in several languages', () => {
  const key = { en: 'API key', de: 'API-Schlüssel', 'de-CH': 'API-Schlüssel (CH)' };
  for (const [name, text, locale, expected] of [
    ['is the same for everyone where it is a single text', 'Token', 'de', 'Token'],
    ['is read in the language of the reader', key, 'de', 'API-Schlüssel'],
    ['is read in the variant of the reader', key, 'de-CH', 'API-Schlüssel (CH)'],
    ['is read in the base language of a variant without a text', key, 'de-AT', 'API-Schlüssel'],
    ['is read in English without a text in the language of the reader', key, 'fr', 'API key'],
    ['is read as its author wrote it before it is read in English', { und: 'Schlüssel', en: 'Key' }, 'fr', 'Schlüssel'],
    ['is read in its only language without English', { de: 'Schlüssel' }, 'fr', 'Schlüssel'],
    ['finds no text under the name of an inherited property', { de: 'Schlüssel' }, 'constructor', 'Schlüssel'],
  ] as const) {
    it(name, () => equal(localizedText(text, locale), expected));
  }

  it('is a text, or at least one text by language', () => {
    for (const value of ['', 'Key', key]) equal(isLocalizedText(value), true);
    for (const value of [undefined, null, 1, [], ['Key'], {}, { de: 1 }]) equal(isLocalizedText(value), false);
  });
});
