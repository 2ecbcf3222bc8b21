import { createHash } from 'node:crypto';
import { readFile, stat } from 'node:fs/promises';
import type { ImageFile } from '../config.ts';
import { isCanonicalBase64 } from '../canonical-base64.ts';
import { ImageError } from './image-error.ts';
import { sanitizeSvg } from './sanitize-svg.ts';

/** A list may show hundreds of images, so a large one would delay a page. */
const MAX_IMAGE_BYTES = 100 * 1024;

const DATA_URL = /^data:image\/(svg\+xml|png)((?:;[\w=-]+)*),/i;

/** Hexadecimal digits of a SHA-256 in the name of an image: 64 bits, against accidental collisions only. */
const HASH_LENGTH = 16;

/** Tells whether an image is written in the configuration itself, and not in a file beside it. */
export function isDataUrl(source: string): boolean {
  return source.startsWith('data:');
}

/**
 * Reads an image, and prepares it for browsers.
 *
 * @param source A `data:` URL, or the absolute path of a file.
 *
 * Throws `ImageError` if it cannot be read, is too large, is not what its name says, or is not allowed.
 */
export async function readImage(source: string): Promise<ImageFile> {
  const { isSvg, bytes } = isDataUrl(source) ? readDataUrl(source) : await readImageFile(source);
  if (bytes.length > MAX_IMAGE_BYTES) throw new ImageError(`must be at most ${MAX_IMAGE_BYTES / 1024} KiB`);
  if (!isSvg) {
    checkPng(bytes);
    return imageFile(bytes, 'png', 'image/png');
  }
  return imageFile(Buffer.from(sanitizeSvg(decodeUtf8(bytes))), 'svg', 'image/svg+xml');
}

function imageFile(bytes: Buffer, extension: string, contentType: ImageFile['contentType']): ImageFile {
  const hash = createHash('sha256').update(bytes).digest('hex').slice(0, HASH_LENGTH);
  return { name: `${hash}.${extension}`, contentType, bytes };
}

interface ReadImage {
  readonly isSvg: boolean;
  readonly bytes: Buffer;
}

async function readImageFile(path: string): Promise<ReadImage> {
  const unreadable = () => {
    throw new ImageError('is a file that cannot be read');
  };
  const found = await stat(path).catch(unreadable);
  if (!found.isFile()) unreadable();
  if (found.size > MAX_IMAGE_BYTES) throw new ImageError(`must be at most ${MAX_IMAGE_BYTES / 1024} KiB`);
  return { isSvg: path.toLowerCase().endsWith('.svg'), bytes: await readFile(path).catch(unreadable) };
}

/** RFC 2397. */
function readDataUrl(source: string): ReadImage {
  const [start = '', type, parameters = ''] = DATA_URL.exec(source) ?? [];
  const data = source.slice(start.length);
  if (start === '') throw new ImageError('must be a data: URL of image/svg+xml or image/png');
  const isSvg = type?.toLowerCase() !== 'png';
  if (/;base64$/i.test(parameters)) {
    if (!isCanonicalBase64(data)) throw new ImageError('is a data: URL whose base64 is not complete');
    return { isSvg, bytes: Buffer.from(data, 'base64') };
  }
  try {
    return { isSvg, bytes: Buffer.from(decodeURIComponent(data)) };
  } catch {
    throw new ImageError('is a data: URL with a % that is not followed by a byte');
  }
}

function decodeUtf8(bytes: Buffer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ImageError('must be written in UTF-8');
  }
}

// PNG (Third Edition), sections 5.2, 5.3 and 11.2.1.
const SIGNATURE = Buffer.from('89504e470d0a1a0a', 'hex');
/** Length, type and checksum. */
const CHUNK_FRAME_BYTES = 12;

/** Twice the largest size that a dialog shows on a screen of double density, and little to decode. */
const MAX_SIDE_PIXELS = 1024;

/** Checks that a file is a complete PNG without an animation, and not too large for browsers. Throws `ImageError`. */
function checkPng(file: Buffer): void {
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
