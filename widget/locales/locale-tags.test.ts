import { equal } from '../testing/assert.ts';
import { matchLocale } from './locale-tags.ts';

const SERVED: readonly (readonly [string, string | undefined])[] = [
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
  for (const [wish, tag] of SERVED) {
    it(`is ${tag ?? 'none'} for ${JSON.stringify(wish)}`, () => equal(matchLocale(wish), tag));
  }
});
