import assert from 'node:assert/strict';
import { test } from 'node:test';

import { readId, readText } from './claim-values.ts';
import { InformativeClaims } from './informative-claims.ts';

test('a bad claim counts as absent, and its path and reason are kept without its value', () => {
  const claims = new InformativeClaims();
  assert.equal(claims.read(readText, 'Ada', 'ti.udn'), 'Ada');
  assert.equal(claims.read(readText, ['secret'], 'ti.ufn'), undefined);
  assert.equal(claims.read(readText, 'secret\u0000', 'ti.uem'), undefined);
  assert.deepEqual(claims.ignored, [
    { path: 'ti.ufn', reason: 'is not text' },
    { path: 'ti.uem', reason: 'has control characters' },
  ]);
});

test('a list takes names and numbers, and leaves out what is absent or bad', () => {
  const claims = new InformativeClaims();
  assert.deepEqual(claims.readEach(readId, ['a', 7, null, ' ', { id: 7 }, 'b'], 'ti.ili'), ['a', '7', 'b']);
  assert.deepEqual(claims.ignored, [{ path: 'ti.ili[4]', reason: 'is not text' }]);
});

test('a single value is a list of one, and an absent list is empty', () => {
  const claims = new InformativeClaims();
  assert.deepEqual(claims.readEach(readId, 'gold', 'xti.user_tier'), ['gold']);
  assert.deepEqual(claims.readEach(readId, undefined, 'xti.user_tier'), []);
  assert.deepEqual(claims.readEach(readId, { a: 1 }, 'xti.user_tier'), []);
  assert.deepEqual(claims.ignored, [{ path: 'xti.user_tier', reason: 'is not text' }]);
});

test('an error that is no bad claim is thrown', () => {
  const bug = () => {
    throw new TypeError('bug');
  };
  assert.throws(() => new InformativeClaims().read(bug, 1, 'a'), TypeError);
});
