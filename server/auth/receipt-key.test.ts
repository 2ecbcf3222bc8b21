import assert from 'node:assert/strict';
import { test } from 'node:test';

import { deriveReceiptKey } from './receipt-key.ts';

/** A number as a master key. */
function masterKey(value: number): Uint8Array {
  const key = Buffer.alloc(32);
  key.writeUInt32BE(value, 28);
  return key;
}

// Computed with another program, which spells out HKDF and the arithmetic of the curve in whole numbers.
const vectors: readonly (readonly [string, Uint8Array, { d: string; x: string; y: string }])[] = [
  [
    'bytes that count up',
    Uint8Array.from({ length: 32 }, (_, index) => index),
    {
      d: 'LF0uZ32riUcIxzxkn3Gf57o-9fjKpm1gTeJGDfazLO4',
      x: 'zA9tB1BMRyy_MQvdtZJ0vNNSF046Clz1DrTZLvZl210',
      y: 'jyYc7va1BYDj-aHpPbWBvFyNOag5Ptc3fsqxyUOQG-Q',
    },
  ],
  [
    'a key whose private number begins with a zero byte',
    masterKey(54),
    {
      d: 'AETBtnS9RS4cl7-MHcc9eZ1rhxKFa42U7S-BB7WhH3I',
      x: 'ZPUaW50_uvGLtmI7QG987RiO7OE1OmLgUzFm4bH0Bp8',
      y: '9VP_-hpfdzsj8PMaA4d5maBZZfNnmNoyPS3BdaQkZ_w',
    },
  ],
  [
    'a key whose point begins with a zero byte',
    masterKey(100),
    {
      d: 'VjXXU26cW-pFKvurK9UU6C8pV4y1a8-IXPc4ucIti3k',
      x: 'AFeIm3I-bc5SITx3k_GqzxjapgfhN50JZbUlIfym8lM',
      y: 'geQGM5lyt2myxS9qJpmYQFW9H9OLzNzdqineR2lAEDs',
    },
  ],
];

for (const [title, master, { d, x, y }] of vectors) {
  test(`the pair of keys that belongs to ${title} is the one that its derivation describes`, () => {
    assert.deepEqual(deriveReceiptKey(master), { publicKey: { kty: 'EC', crv: 'P-256', x, y }, d });
  });
}
