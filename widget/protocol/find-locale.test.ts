import { equal } from '../testing/assert.ts';
import { findLocale } from './find-locale.ts';

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
  ['frr', undefined],
  ['pt_br', 'pt-BR'],
  ['pt-PT', 'pt'],
];

describe('the available language for a requested one', () => {
  for (const [requested, tag] of CASES) {
    it(`is ${tag ?? 'none'} for ${JSON.stringify(requested)}`, () =>
      equal(findLocale(requested, ['en', 'de', 'fr', 'es', 'pt', 'pt-BR']), tag));
  }
});
