import { constants, crc32, deflateRawSync } from 'node:zlib';

// RFC 1952 section 2.3: magic, deflate, no flags, no time, no extra flags, unknown system.
const HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
// An empty final block: RFC 1951 section 3.2.6, BFINAL and fixed Huffman codes.
const LAST_BLOCK = Buffer.from([0x03, 0x00]);

/** Below this length, setting up a compressor costs more than sending the text as it is. */
const MIN_COMPRESS_LENGTH = 256;

/**
 * A part of a body: its text, and its deflate blocks. The blocks end on a byte boundary, so that parts can be joined.
 */
export interface PrecompressedPart {
  readonly text: Buffer;
  readonly blocks: Buffer;
}

/** Compresses a part that many answers share. Call it once. */
export function precompress(text: string, level = constants.Z_BEST_COMPRESSION): PrecompressedPart {
  const buffer = Buffer.from(text);
  return { text: buffer, blocks: deflateRawSync(buffer, { level, finishFlush: constants.Z_FULL_FLUSH }) };
}

/** Compresses a small part that belongs to one answer. A tiny part stays uncompressed, which is cheaper. */
export function deflateBlock(text: string): PrecompressedPart {
  return text.length < MIN_COMPRESS_LENGTH
    ? uncompressedPart(text)
    : precompress(text, constants.Z_DEFAULT_COMPRESSION);
}

/** Writes a block without compression: RFC 1951 section 3.2.4. */
function uncompressedPart(text: string): PrecompressedPart {
  const buffer = Buffer.from(text);
  const header = Buffer.alloc(5);
  header.writeUInt16LE(buffer.length, 1);
  header.writeUInt16LE(~buffer.length & 0xffff, 3);
  return { text: buffer, blocks: Buffer.concat([header, buffer]) };
}

/**
 * Joins several parts into one gzip stream.
 *
 * Compressing a whole page for each request would cost more than the rest of the request. A full flush ends a part on a
 * byte boundary and resets the compressor, so a part that was compressed at start can be joined with one that was
 * compressed just now. Only the checksum covers the whole stream.
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
