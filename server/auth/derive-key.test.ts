import assert from 'node:assert/strict';
import { createHmac, randomBytes } from 'node:crypto';
import { test } from 'node:test';

import { deriveKey, KEY_BYTES } from './derive-key.ts';

test('two labels give unrelated keys, one label always the same', () => {
  const master = randomBytes(KEY_BYTES);

  assert.deepEqual(deriveKey(master, 'session'), deriveKey(master, 'session'));
  assert.notDeepEqual(deriveKey(master, 'session'), deriveKey(master, 'vault'));
  assert.notDeepEqual(deriveKey(master, 'session'), deriveKey(randomBytes(KEY_BYTES), 'session'));
});

test('a derived key is HKDF-SHA256 as RFC 5869 section 2 spells it out', () => {
  const master = randomBytes(KEY_BYTES);
  const extracted = createHmac('sha256', Buffer.alloc(32)).update(master).digest();
  const expanded = createHmac('sha256', extracted).update('embed-connection/vault/1').update(Buffer.of(1)).digest();

  assert.deepEqual(deriveKey(master, 'vault'), new Uint8Array(expanded));
});

for (const length of [0, 16, 31, 33, 64]) {
  test(`a master key of ${length} bytes is refused`, () => {
    assert.throws(() => deriveKey(randomBytes(length), 'vault'), TypeError);
  });
}
