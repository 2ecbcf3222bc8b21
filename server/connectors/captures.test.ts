import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { ProviderUnavailableError } from '../errors.ts';
import type { Captures } from './captures.ts';
import { readCaptures } from './captures.ts';

const captureNamed = (more: Partial<Captures[string]> = {}): Captures => ({
  it: { from: 'token', path: 'a.b', required: true, ...more },
});

describe('a captured value', () => {
  for (const [name, captures, found, expected] of [
    ['is text', captureNamed(), 'Acme', 'Acme'],
    ['is a number', captureNamed(), 7, '7'],
    ['is a truth', captureNamed(), false, 'false'],
    ['becomes what its list says', captureNamed({ map: { '1': 'eu.example.com' } }), 1, 'eu.example.com'],
    ['is empty if it is missing and optional', captureNamed({ required: false }), undefined, ''],
    ['is empty if it is not text and optional', captureNamed({ required: false }), { a: 1 }, ''],
    [
      'is empty if it is missing, even if its map contains an empty text',
      captureNamed({ required: false, map: { '': 'x' } }),
      '',
      '',
    ],
  ] as const) {
    test(name, () =>
      assert.deepEqual(
        readCaptures(captures, 'token', () => found),
        { it: expected },
      ),
    );
  }

  for (const [name, listed, found] of [
    ['is missing', captureNamed(), undefined],
    ['is null', captureNamed(), null],
    ['is empty', captureNamed(), ''],
    ['is a list', captureNamed(), ['a']],
    ['is not in its list', captureNamed({ map: { a: 'b' } }), 'hunter2'],
    ['is not in its list, and need not be there', captureNamed({ required: false, map: { a: 'b' } }), 'hunter2'],
    ['is not in its list, though every object has it', captureNamed({ map: { a: 'b' } }), 'toString'],
    ['has a line break', captureNamed(), 'hunter2\r\nX: y'],
    ['has half a character', captureNamed(), 'hunter2\ud800'],
    ['is too long', captureNamed(), 'hunter2'.repeat(1000)],
  ] as const) {
    test(`needs the operator, and is not repeated in the error, if it ${name}`, () => {
      assert.throws(
        () => readCaptures(listed, 'token', () => found),
        (error) => {
          assert.ok(error instanceof ProviderUnavailableError);
          assert.equal(error.retry, 'operator');
          assert.doesNotMatch(error.message, /hunter2/);
          return true;
        },
      );
    });
  }

  test('is read only from its own source', () => {
    assert.deepEqual(
      readCaptures(captureNamed(), 'callback', () => assert.fail('not asked')),
      {},
    );
  });
});
