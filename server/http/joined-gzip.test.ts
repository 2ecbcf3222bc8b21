import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { deflateOnce, deflatePart, joinGzip } from './joined-gzip.ts';

describe('a joined gzip stream', () => {
  test('decompresses to its pieces in order, whatever they are', () => {
    fc.assert(
      fc.property(fc.array(fc.string({ unit: 'grapheme', maxLength: 2000 }), { maxLength: 6 }), (texts) => {
        const parts = texts.map((text, index) => (index % 2 === 0 ? deflatePart(text) : deflateOnce(text)));
        assert.equal(gunzipSync(joinGzip(parts)).toString(), texts.join(''));
      }),
    );
  });

  test('may use one piece in many streams', () => {
    const shared = deflatePart('shared '.repeat(1000));
    for (const name of ['first', 'second']) {
      assert.equal(gunzipSync(joinGzip([deflateOnce(name), shared])).toString(), name + 'shared '.repeat(1000));
    }
  });
});
