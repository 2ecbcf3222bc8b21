import { deepEqual, ok } from '../testing/assert.ts';
import { ERROR_CODES } from '../protocol/error-codes.ts';
import { en } from './en.ts';
import { LOCALES } from './locales.ts';

const placeholders = (sentence: string) => [...sentence.matchAll(/\{(\w+)\}/g)].map(([, name]) => name).sort();

for (const [tag, messages] of Object.entries(LOCALES)) {
  describe(`the sentences in ${tag}`, () => {
    it('are the same as in English', () => {
      deepEqual(Object.keys(messages).sort(), Object.keys(en).sort());
    });

    it('take the same values as in English', () => {
      for (const [key, sentence] of Object.entries(en)) {
        const known = new Set(placeholders(sentence));
        const used = placeholders(new Map(Object.entries(messages)).get(key) ?? '');
        deepEqual([...new Set(used)], [...known], key);
      }
    });

    it('are not empty, have no stray braces or markup', () => {
      for (const [key, sentence] of Object.entries(messages)) {
        ok(sentence.trim() === sentence && sentence !== '', `${key} is empty or has blanks around it`);
        ok(!/[<>&]/.test(sentence), `${key} has markup`);
        ok(!/[{}]/.test(sentence.replace(/\{\w+\}/g, '')), `${key} has a stray brace`);
      }
    });

    it('say of every problem what happened and what to do, without values', () => {
      const sentences = new Map(Object.entries(messages));
      for (const code of [...ERROR_CODES, 'top_level', 'unreachable']) {
        for (const part of ['title', 'text']) {
          const sentence = sentences.get(`problem.${code}.${part}`);
          ok(sentence !== undefined && !sentence.includes('{'), `problem.${code}.${part}`);
        }
      }
    });
  });
}
