import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { deflateBlock, precompress, joinPrecompressed } from './precompressed.ts';

describe('a joined gzip stream', () => {
  test('decompresses to its parts in order, whatever they contain', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 2000 }), { maxLength: 6 }), (texts) => {
        const parts = texts.map((text, index) => (index % 2 === 0 ? precompress(text) : deflateBlock(text)));
        assert.equal(gunzipSync(joinPrecompressed(parts)).toString(), texts.join(''));
      }),
    );
  });

  test('can share a part with other streams', () => {
    const shared = precompress('shared '.repeat(1000));
    for (const name of ['first', 'second']) {
      assert.equal(
        gunzipSync(joinPrecompressed([deflateBlock(name), shared])).toString(),
        name + 'shared '.repeat(1000),
      );
    }
  });
});
