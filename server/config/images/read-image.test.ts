import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';

import { png, pngChunk } from '../testing/png.ts';
import { ImageError } from './image-error.ts';
import { readImage } from './read-image.ts';

const SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 1 1"/>';
const dataUrl = (bytes: Buffer, type = 'image/png') => `data:${type};base64,${bytes.toString('base64')}`;

let folder: string;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'embed-images-'));
});
after(() => rm(folder, { recursive: true }));

/** Reads a file with this content. */
async function readFileWith(name: string, content: string | Uint8Array) {
  const file = join(folder, name);
  await writeFile(file, content);
  return readImage(file);
}

test('a file and a data: URL of the same image are one image', async () => {
  const images = [
    await readFileWith('a.SVG', `\ufeff${SVG}\n`),
    await readImage(`data:image/svg+xml,${encodeURIComponent(SVG)}`),
    await readImage(`data:image/svg+xml;charset=utf-8,${encodeURIComponent(SVG)}`),
    await readImage(dataUrl(Buffer.from(SVG), 'image/svg+xml')),
  ];
  for (const image of images) assert.deepEqual(image, images[0]);
  assert.match(images[0]?.name ?? '', /^[0-9a-f]{16}\.svg$/);
  assert.equal(images[0]?.contentType, 'image/svg+xml');
});

test('a PNG is taken as it is', async () => {
  const bytes = png();
  for (const image of [await readFileWith('a.png', bytes), await readImage(dataUrl(bytes))]) {
    assert.ok(bytes.equals(image.bytes));
    assert.match(image.name, /^[0-9a-f]{16}\.png$/);
    assert.equal(image.contentType, 'image/png');
  }
});

describe('an image is refused', () => {
  const large = 'is not complete'.repeat(10_000);
  const cut = png().subarray(0, -8);
  for (const [title, read, reason] of [
    ['a missing file', () => readImage(join(folder, 'missing.svg')), 'is a file that cannot be read'],
    ['a folder', () => readImage(folder), 'is a file that cannot be read'],
    ['a large file', () => readFileWith('large.svg', large), 'must be at most 100 KiB'],
    ['a large data: URL', () => readImage(`data:image/svg+xml,${large}`), 'must be at most 100 KiB'],
    [
      'another encoding',
      () => readFileWith('utf16.svg', Buffer.from(SVG, 'utf16le')),
      'has control characters, which are not allowed',
    ],
    ['invalid UTF-8', () => readFileWith('latin1.svg', Buffer.from('<svg>é', 'latin1')), 'must be written in UTF-8'],
    ['an SVG that is called PNG', () => readFileWith('svg.png', SVG), 'is not an image in PNG'],
    ['a PNG that is called SVG', () => readFileWith('png.svg', png()), 'must be written in UTF-8'],
    ['only a signature', () => readFileWith('b.png', png().subarray(0, 8)), 'is not a complete image in PNG'],
    ['a PNG that is cut off', () => readFileWith('c.png', cut), 'is not a complete image in PNG'],
    [
      'more than a PNG',
      () => readFileWith('d.png', Buffer.concat([png(), Buffer.from('<html>')])),
      'is not a complete image in PNG',
    ],
    [
      'a PNG without a header',
      () => readFileWith('e.png', Buffer.concat([png().subarray(0, 8), pngChunk('IEND', Buffer.alloc(0))])),
      'is not an image in PNG',
    ],
    [
      'an empty PNG',
      () => readFileWith('f.png', png({ width: 0 })),
      'must be at most 1024 pixels wide and high, not 0 x 2',
    ],
    [
      'a wide PNG',
      () => readFileWith('g.png', png({ width: 1025 })),
      'must be at most 1024 pixels wide and high, not 1025 x 2',
    ],
    [
      'an animation',
      () => readFileWith('h.png', png({ more: pngChunk('acTL', Buffer.alloc(8)) })),
      'is animated, which is not allowed',
    ],
    [
      'a data: URL of a page',
      () => readImage('data:text/html,<p>'),
      'must be a data: URL of image/svg+xml or image/png',
    ],
    [
      'base64 of another kind',
      () => readImage('data:image/png;base64,a-_'),
      'is a data: URL whose base64 is not complete',
    ],
    [
      'a bad escape',
      () => readImage('data:image/svg+xml,%zz'),
      'is a data: URL with a % that is not followed by a byte',
    ],
  ] as const) {
    test(title, async () => {
      await assert.rejects(
        async () => read(),
        (error) => {
          assert(error instanceof ImageError, String(error));
          assert.equal(error.message, reason);
          return true;
        },
      );
    });
  }
});
