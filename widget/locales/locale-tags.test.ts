import { equal } from '../testing/assert.ts';
import { preferredLocale } from './locale-tags.ts';

const CASES: readonly (readonly [string, string | undefined])[] = [
  ['de', 'de'],
  ['DE', 'de'],
  ['de-AT', 'de'],
  ['de_CH', 'de'],
  ['fr-Latn-CA', 'fr'],
  ['en-x-private', 'en'],
  ['it', undefined],
  ['deu', undefined],
  ['d', undefined],
  ['', undefined],
  ['*', undefined],
  ['../de', undefined],
  ['x-de', undefined],
  ['constructor', undefined],
];

describe('the language that serves a wish', () => {
  for (const [wish, tag] of CASES) {
    it(`is ${tag ?? 'none'} for ${JSON.stringify(wish)}`, () => equal(preferredLocale(wish), tag));
  }
});
