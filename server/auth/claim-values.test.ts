import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TokenInvalidError } from '../errors.ts';
import { InvalidClaimError, readId, readObject, readText, requireId, splitCommaList } from './claim-values.ts';

const absent: [title: string, value: unknown][] = [
  ['missing', undefined],
  ['null', null],
  ['empty', ''],
  ['blank', ' \t\n'],
];

for (const [title, value] of absent) {
  test(`a claim that is ${title} counts as absent`, () => {
    assert.equal(readText(value, 'claim'), undefined);
    assert.equal(readId(value, 'claim'), undefined);
    assert.equal(readObject(value, 'claim'), undefined);
    assert.throws(() => requireId(value, 'claim'), { refusal: { reason: 'claim is missing', verified: true } });
  });
}

const refusedText: [title: string, value: unknown][] = [
  ['a list', ['a']],
  ['an object', { a: 1 }],
  ['a boolean', true],
  ['256 characters', 'x'.repeat(256)],
  ['a null character', 'a\u0000b'],
  ['a line break', 'a\nb'],
  ['DEL', 'a\u007f'],
  ['a C1 control character', 'a\u0085'],
  ['half of a surrogate pair', 'a\ud83d'],
];

for (const [title, value] of refusedText) {
  test(`neither text nor an identifier may be or have ${title}`, () => {
    for (const read of [readText, readId, requireId]) {
      assert.throws(
        () => read(value, 'claim'),
        (error) => error instanceof TokenInvalidError && error.refusal.verified,
      );
    }
  });
}

const accepted: [title: string, value: unknown, read: string][] = [
  ['255 characters', 'x'.repeat(255), 'x'.repeat(255)],
  ['255 characters outside the basic plane', '😀'.repeat(255), '😀'.repeat(255)],
  ['surrounding spaces, which are kept', ' a ', ' a '],
  ['a decomposed character, which is composed', 'Cafe\u0301', 'Café'],
  ['256 characters that compose to 255', `${'x'.repeat(254)}e\u0301`, `${'x'.repeat(254)}é`],
];

for (const [title, value, read] of accepted) {
  test(`text and identifiers may have ${title}`, () => {
    assert.equal(readText(value, 'claim'), read);
    assert.equal(readId(value, 'claim'), read);
  });
}

test('a whole number is an identifier by its decimal digits, and no text', () => {
  assert.equal(readId(4242, 'claim'), '4242');
  assert.equal(readId(0, 'claim'), '0');
  assert.throws(() => readText(4242, 'claim'), TokenInvalidError);
});

for (const value of [1.5, 2 ** 53, -(2 ** 53), NaN, Infinity]) {
  test(`${value} is no identifier`, () => {
    assert.throws(() => readId(value, 'claim'), TokenInvalidError);
  });
}

test('text with commas is a list, and nothing else is', () => {
  assert.deepEqual(splitCommaList(' a, b ,,7'), ['a', 'b', '', '7']);
  for (const value of [['a,b'], 7, null, undefined]) assert.equal(splitCommaList(value), value);
});

test('the error of a bad claim says where and why apart, without the value', () => {
  assert.throws(
    () => readText(7, 'ti.udn'),
    (error) => error instanceof InvalidClaimError && error.path === 'ti.udn' && error.problem === 'is not text',
  );
});

for (const value of ['a', 7, [], true]) {
  test(`${JSON.stringify(value)} is no object`, () => {
    assert.throws(() => readObject(value, 'claim'), TokenInvalidError);
  });
}
