import assert from 'node:assert/strict';
import { test } from 'node:test';

import { createOpaqueToken, createTimedToken, hashOpaqueToken, hashTimedToken } from './opaque-token.ts';

const PREFIX = 'ecs_';
const NOW = Date.UTC(2026, 0, 1);

test('a timed token has 256 random bits and is stored under its time and its SHA-256', () => {
  const { token, hash } = createTimedToken(PREFIX, NOW);

  assert.match(token, /^ecs_[\w-]{51}$/);
  assert.equal(Buffer.from(hash).readUIntBE(0, 6), NOW);
  assert.deepEqual(hash.subarray(6), hashOpaqueToken(token));
  assert.deepEqual(hashTimedToken(PREFIX, token), hash);
  assert.notEqual(createTimedToken(PREFIX, NOW).token, token);
});

test('hashes of timed tokens are in the order of their times', () => {
  const times = [0, 1, 255, 256, NOW, NOW + 1, NOW + 3_600_000];

  const hashes = times.map((time) => createTimedToken(PREFIX, time).hash);

  assert.deepEqual(
    hashes.toSorted((a, b) => Buffer.compare(a, b)),
    hashes,
  );
});

test('a token with a changed time is another token', () => {
  const { token, hash } = createTimedToken(PREFIX, NOW);
  const bytes = Buffer.from(token.slice(PREFIX.length), 'base64url');
  bytes.writeUIntBE(NOW + 1, 0, 6);

  const changed = hashTimedToken(PREFIX, PREFIX + bytes.toString('base64url'));

  assert.notDeepEqual(changed, hash);
  assert.notDeepEqual(changed.subarray(6), hash.subarray(6));
});

test('any other token has the hash of an opaque token', () => {
  const { token, hash } = createOpaqueToken(PREFIX);

  assert.deepEqual(hashTimedToken(PREFIX, token), hash);
  for (const other of [PREFIX, `${PREFIX}x`, `${createTimedToken(PREFIX, NOW).token}AAAA`]) {
    assert.deepEqual(hashTimedToken(PREFIX, other), hashOpaqueToken(other), other);
  }
});
