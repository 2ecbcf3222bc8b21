import assert from 'node:assert/strict';
import { before, describe, test } from 'node:test';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { compressStart, joinCompressed } from './precompressed.ts';
import type { CompressedStart } from './precompressed.ts';

const DECODERS = [
  ['br', brotliDecompressSync],
  ['gzip', gunzipSync],
] as const;

for (const [coding, decompress] of DECODERS) {
  describe(`a joined ${coding} stream`, () => {
    let shared: CompressedStart;
    before(async () => {
      shared = await compressStart('shared '.repeat(1000));
    });

    test('decompresses to its start and its end, whatever they contain', async () => {
      const text = fc.string({ unit: 'grapheme', maxLength: 2000 });
      await fc.assert(
        fc.asyncProperty(text, text, async (start, end) => {
          const joined = joinCompressed(await compressStart(start), end, coding);
          assert.equal(decompress(joined).toString(), start + end);
        }),
        { numRuns: 30 },
      );
    });

    for (const length of [0, 1, 255, 256, 65_535, 65_536, 200_000]) {
      test(`can end with ${length} bytes`, () => {
        const end = 'x'.repeat(length);
        assert.equal(decompress(joinCompressed(shared, end, coding)).toString(), shared.text.toString() + end);
      });
    }

    test('compresses its end too, whose JSON has few different words', () => {
      const word = fc.constantFrom('"status"', '"connected"', ':', ',', 'false', 'é', '😀', '\u0000');
      const words = fc.array(word, { minLength: 200, maxLength: 5000 });
      fc.assert(
        fc.property(words, (list) => {
          const end = list.join('');
          const joined = joinCompressed(shared, end, coding);
          assert.equal(decompress(joined).toString(), shared.text.toString() + end);
          assert.ok(joined.length < 0.8 * Buffer.byteLength(end));
        }),
        { numRuns: 30 },
      );
    });

    test('is shorter than its text', () => {
      assert.ok(joinCompressed(shared, 'end', coding).length < shared.text.length / 10);
    });
  });
}

test('a body without a coding is its text', async () => {
  assert.equal(joinCompressed(await compressStart('start '), 'end', undefined).toString(), 'start end');
});
