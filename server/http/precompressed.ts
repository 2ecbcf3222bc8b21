import { constants, crc32, deflateRawSync } from 'node:zlib';

// RFC 1952 section 2.3: magic, deflate, no flags, no time, no extra flags, unknown system.
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
// An empty final block: RFC 1951 section 3.2.6, BFINAL and fixed Huffman codes.
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

/** Setting up a compressor costs as much as sending some hundred bytes more. */
const MIN_COMPRESS_LENGTH = 256;

/** A piece of a body: text, and its deflate blocks, which end on a byte and can be joined with others. */
export interface PrecompressedPart {
  readonly text: Buffer;
  readonly blocks: Buffer;
}

/** Compresses a piece that many answers share, once. */
export function precompress(text: string, level = constants.Z_BEST_COMPRESSION): PrecompressedPart {
  const buffer = Buffer.from(text);
  return { text: buffer, blocks: deflateRawSync(buffer, { level, finishFlush: constants.Z_FULL_FLUSH }) };
}

/** Compresses the small piece that belongs to one answer; what is tiny is cheaper to send as it is. */
export function deflateBlock(text: string): PrecompressedPart {
  return text.length < MIN_COMPRESS_LENGTH
    ? uncompressedPart(text)
    : precompress(text, constants.Z_DEFAULT_COMPRESSION);
}

/** A block without compression: RFC 1951 section 3.2.4. */
function uncompressedPart(text: string): PrecompressedPart {
  const buffer = Buffer.from(text);
  const header = Buffer.alloc(5);
  header.writeUInt16LE(buffer.length, 1);
  header.writeUInt16LE(~buffer.length & 0xffff, 3);
  return { text: buffer, blocks: Buffer.concat([header, buffer]) };
}

/**
 * One gzip stream of several pieces.
 *
 * Compressing a whole page for each request would cost more than everything else together. A full flush ends a piece on
 * a byte and forgets what came before, so pieces that were compressed at start can stand beside one that was compressed
 * just now; only the checksum runs over all of it.
 */
export function joinPrecompressed(parts: readonly PrecompressedPart[]): Buffer {
  let checksum = 0;
  let length = 0;
  for (const { text } of parts) {
    checksum = crc32(text, checksum);
    length += text.length;
  }
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(checksum, 0);
  trailer.writeUInt32LE(length % 2 ** 32, 4);
  return Buffer.concat([HEADER, ...parts.map(({ blocks }) => blocks), LAST_BLOCK, trailer]);
}
