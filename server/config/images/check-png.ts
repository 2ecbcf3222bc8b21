import { ImageError } from './image-error.ts';

// PNG (Third Edition), sections 5.2, 5.3 and 11.2.1.
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Length, type and checksum. */
const CHUNK_FRAME_BYTES = 12;

/** Twice the largest size that a dialog shows on a screen of double density, and little to decode. */
const MAX_SIDE_PIXELS = 1024;

/** Checks that a file is a complete PNG without an animation, and not too large for browsers. Throws `ImageError`. */
export function checkPng(file: Buffer): void {
  if (!file.subarray(0, SIGNATURE.length).equals(SIGNATURE)) throw new ImageError('is not an image in PNG');
  let last = '';
  let position = SIGNATURE.length;
  while (position + CHUNK_FRAME_BYTES <= file.length && last !== 'IEND') {
    const type = file.toString('latin1', position + 4, position + 8);
    if (last === '') checkHeader(type, file, position);
    if (type === 'acTL') throw new ImageError('is animated, which is not allowed');
    position += file.readUInt32BE(position) + CHUNK_FRAME_BYTES;
    last = type;
  }
  if (last !== 'IEND' || position !== file.length) throw new ImageError('is not a complete image in PNG');
}

function checkHeader(type: string, file: Buffer, position: number): void {
  if (type !== 'IHDR' || file.readUInt32BE(position) !== 13) throw new ImageError('is not an image in PNG');
  const sides = [file.readUInt32BE(position + 8), file.readUInt32BE(position + 12)];
  if (sides.some((side) => side < 1 || side > MAX_SIDE_PIXELS)) {
    throw new ImageError(`must be at most ${MAX_SIDE_PIXELS} pixels wide and high, not ${sides.join(' x ')}`);
  }
}
