import assert from 'node:assert/strict';
import { createHash, randomBytes } from 'node:crypto';
import { describe, test } from 'node:test';
import fc from 'fast-check';

import { parseEncryptionKey } from './encryption-key.ts';

const base64 = (bytes: Uint8Array) => Buffer.from(bytes).toString('base64');
const counting = (from: number, step: number) => Uint8Array.from({ length: 32 }, (_, index) => from + index * step);

const digest = (text: string) => createHash('sha256').update(text).digest();
const GERMAN = 'Schlüssel für die große Villa';

/** What an operator might take for a key, and why it is refused. */
const guessable: readonly (readonly [title: string, text: string, reason: RegExp])[] = [
  ['zeros', base64(new Uint8Array(32)), /the same 16 bytes or fewer/],
  ['one letter', base64(Buffer.alloc(32, 'a')), /only of text/],
  ['one byte that is no letter', base64(Buffer.alloc(32, 255)), /the same 16 bytes or fewer/],
  ['0123456789abcdef twice', base64(Buffer.from('0123456789abcdef'.repeat(2))), /only of text/],
  ['sixteen random bytes twice', base64(Buffer.alloc(32, randomBytes(16))), /the same 16 bytes or fewer/],
  [
    'three bytes that are not text, cut off at 32',
    base64(Buffer.alloc(32, Buffer.from([255, ...randomBytes(2)]))),
    /the same 16 bytes or fewer/,
  ],
  ['bytes that count up', base64(counting(0, 1)), /a sequence of bytes/],
  ['bytes that count down', base64(counting(255, -1)), /a sequence of bytes/],
  ['bytes that count in steps of seven, past 255', base64(counting(100, 7)), /a sequence of bytes/],
  ['bytes that count up and down again', base64(counting(0, 1).map((n) => Math.min(n, 31 - n))), /a sequence of bytes/],
  [
    'random bytes before a sequence',
    base64(Buffer.concat([randomBytes(20), counting(1, 1).subarray(20)])),
    /a sequence/,
  ],
  ['random bytes before zeros', base64(Buffer.concat([randomBytes(20), Buffer.alloc(12)])), /a sequence of bytes/],
  ['few different bytes', base64(digest('few').map((byte) => byte % 15)), /fewer than 16 different bytes/],
  ['a sentence', base64(Buffer.from('correct horse battery staple! ok')), /only of text/],
  ['a line of text', base64(Buffer.from('correct horse battery staple ok\n')), /only of text/],
  ['a text that zeros fill up', base64(Buffer.from('Tr0ub4dor&3 is what we use'.padEnd(32, '\0'))), /only of text/],
  ['a text in German', base64(Buffer.from(GERMAN)), /only of text/],
  ['a text in Russian', base64(Buffer.from('парольотмоейдвер')), /only of text/],
  ['hexadecimal digits', base64(Buffer.from(randomBytes(16).toString('hex'))), /only of text/],
  ['base64 that repeats a word', `${'welcome'.repeat(6)}w=`, /the same 16 characters or fewer/],
  ['base64 typed along the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789ABCDEFE=', /a sequence of characters/],
];

describe('an encryption key', () => {
  for (const [title, text, reason] of guessable) {
    test(`of ${title} is refused, with what to do and without the key`, () => {
      const parsed = parseEncryptionKey(text);
      assert.ok('issue' in parsed);
      assert.match(parsed.issue, reason);
      assert.match(parsed.issue, /can be guessed.*`openssl rand -base64 32`/);
      for (const part of [text.slice(0, 8), text.slice(-8)]) assert.ok(!parsed.issue.includes(part));
    });
  }

  test('of 32 random bytes is taken', () => {
    fc.assert(
      fc.property(fc.noBias(fc.uint8Array({ minLength: 32, maxLength: 32 })), (bytes) => {
        assert.deepEqual(parseEncryptionKey(base64(bytes)), { key: bytes });
      }),
      { numRuns: 5000 },
    );
  });

  test('of a digest is taken: what is not seen as guessable need not be random', () => {
    assert.ok('key' in parseEncryptionKey(createHash('sha256').update('password').digest('base64')));
  });
});
