import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ProviderUnavailableError } from '../errors.ts';
import type { Captures } from './captured.ts';
import { capturedFrom } from './captured.ts';

const one = (more: Partial<Captures[string]> = {}): Captures => ({
  it: { from: 'token', path: 'a.b', required: true, ...more },
});

describe('a captured value', () => {
  for (const [name, listed, found, expected] of [
    ['is text', one(), 'Acme', 'Acme'],
    ['is a number', one(), 7, '7'],
    ['is a truth', one(), false, 'false'],
    ['becomes what its list says', one({ map: { '1': 'eu.example.com' } }), 1, 'eu.example.com'],
    ['is empty where it is missing and may be', one({ required: false }), undefined, ''],
    ['is empty where it is no text and may be', one({ required: false }), { a: 1 }, ''],
    ['is empty where it is missing, whatever its list', one({ required: false, map: { '': 'x' } }), '', ''],
  ] as const) {
    test(name, () =>
      assert.deepEqual(
        capturedFrom(listed, 'token', () => found),
        { it: expected },
      ),
    );
  }

  for (const [name, listed, found] of [
    ['is missing', one(), undefined],
    ['is null', one(), null],
    ['is empty', one(), ''],
    ['is a list', one(), ['a']],
    ['is not in its list', one({ map: { a: 'b' } }), 'hunter2'],
    ['is not in its list, and need not be there', one({ required: false, map: { a: 'b' } }), 'hunter2'],
    ['is not in its list, though every object has it', one({ map: { a: 'b' } }), 'toString'],
    ['has a line break', one(), 'hunter2\r\nX: y'],
    ['has half a character', one(), 'hunter2\ud800'],
    ['is too long', one(), 'hunter2'.repeat(1000)],
  ] as const) {
    test(`is for the operator, and not repeated, where it ${name}`, () => {
      assert.throws(
        () => capturedFrom(listed, 'token', () => found),
        (error) => {
          assert.ok(error instanceof ProviderUnavailableError);
          assert.equal(error.retry, 'operator');
          assert.doesNotMatch(error.message, /hunter2/);
          return true;
        },
      );
    });
  }

  test('is looked for only where it is from', () => {
    assert.deepEqual(
      capturedFrom(one(), 'callback', () => assert.fail('not asked')),
      {},
    );
  });
});
