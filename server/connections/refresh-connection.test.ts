import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { backoffMs } from './refresh-connection.ts';

const random = () => 0;

describe('after failed refreshes, a provider is not called again', () => {
  const CASES = [
    { failures: 1, seconds: 30 },
    { failures: 2, seconds: 60 },
    { failures: 5, seconds: 480 },
    { failures: 8, seconds: 3600 },
    { failures: 10_000, seconds: 3600 },
  ];
  for (const { failures, seconds } of CASES) {
    test(`for ${seconds} s after ${failures} failures in a row`, () => {
      assert.equal(backoffMs({ failures, random }), seconds * 1000);
    });
  }

  test('for as long as it asked for, up to an hour', () => {
    assert.equal(backoffMs({ failures: 1, retryAfterSeconds: 100, random }), 100_000);
    assert.equal(backoffMs({ failures: 4, retryAfterSeconds: 100, random }), 240_000);
    assert.equal(backoffMs({ failures: 1, retryAfterSeconds: 86_400, random }), 3_600_000);
  });

  test('for a random extra time of at most a fifth', () => {
    assert.equal(backoffMs({ failures: 1, random: () => 1 }), 36_000);
  });
});
