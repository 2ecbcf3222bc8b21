import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
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

    for (const length of [65_536, 131_072, 131_073, 400_000]) {
      test(`compresses an end of ${length} bytes, as the list of a large portal has`, () => {
        const entries = Array.from({ length }, (_, id) => JSON.stringify({ id, name: `Contacts ${id % 97}` }));
        const end = entries.join(',').slice(0, length);
        const joined = joinCompressed(shared, end, coding);
        assert.equal(decompress(joined).toString(), shared.text.toString() + end);
        assert.ok(joined.length < 0.4 * length, `${joined.length} bytes`);
      });
    }

    test('can end with parts that are no shorter when they are compressed', () => {
      const noise = randomBytes(120_000).toString('latin1');
      const end = `${'a word '.repeat(20_000)}${noise}${'a word '.repeat(20_000)}`;
      assert.equal(decompress(joinCompressed(shared, end, coding)).toString(), shared.text.toString() + end);
    });

    test('can end with several parts of any length', () => {
      const length = fc.integer({ min: 131_072, max: 131_500 });
      fc.assert(
        fc.property(length, fc.string({ unit: 'grapheme', minLength: 1, maxLength: 20 }), (units, word) => {
          const end = word.repeat(Math.ceil(units / word.length)) + String(units);
          assert.equal(decompress(joinCompressed(shared, end, coding)).toString(), shared.text.toString() + end);
        }),
        { numRuns: 60 },
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
