import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';

import { isGuessableSecret } from './guessable-secret.ts';

describe('a secret', () => {
  for (const secret of [
    'secret',
    'changeme',
    'your-256-bit-secret',
    'Your_256_Bit_Secret',
    'your-256-bit-secret your-256-bit-secret',
    'a-string-secret-at-least-256-bits-long',
    'a-string-secret-at-least-256-bits-long-a-string-secret-at-least-256-bits-long',
    'super-secret-jwt-token-with-at-least-32-characters-long',
    'secretsecretsecretsecretsecretse',
    '00000000000000000000000000000000',
    '12345678901234567890123456789012',
    '0123456789abcdef0123456789abcdef',
  ]) {
    test(`${secret} is guessable`, () => assert(isGuessableSecret(secret)));
  }

  test('of random bytes is not, in any encoding', () => {
    for (const encoding of ['hex', 'base64', 'base64url', 'latin1'] as const) {
      assert(!isGuessableSecret(randomBytes(32).toString(encoding)), encoding);
    }
  });

  test('of a megabyte is judged at once', () => {
    assert(isGuessableSecret('a'.repeat(500_000)));
    assert(!isGuessableSecret(`${'a'.repeat(500_000)}b${'a'.repeat(400_000)}`));
  });
});
