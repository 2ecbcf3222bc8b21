import { equal } from '../testing/assert.ts';
import { localizedText } from './localized-text.ts';

describe('a text in several languages', () => {
  const key = { en: 'API key', de: 'API-Schlüssel', 'de-CH': 'API-Schlüssel (CH)' };
  for (const [name, text, locale, expected] of [
    ['is the same in every language if it is a single text', 'Token', 'de', 'Token'],
    ['is chosen in the language of the reader', key, 'de', 'API-Schlüssel'],
    ['is chosen in the regional variant of the reader', key, 'de-CH', 'API-Schlüssel (CH)'],
    ['is chosen in the base language if the variant has no text', key, 'de-AT', 'API-Schlüssel'],
    ['is chosen in English if the language of the reader has no text', key, 'fr', 'API key'],
    ['is chosen in the unknown language before English', { und: 'Schlüssel', en: 'Key' }, 'fr', 'Schlüssel'],
    ['is chosen in its only language if there is no English text', { de: 'Schlüssel' }, 'fr', 'Schlüssel'],
    ['is not looked up in inherited properties', { de: 'Schlüssel' }, 'constructor', 'Schlüssel'],
  ] as const) {
    it(name, () => equal(localizedText(text, locale), expected));
  }
});
