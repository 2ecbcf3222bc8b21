import { promisify } from 'node:util';
import { brotliCompress, brotliCompressSync, constants, crc32, deflateRaw, deflateRawSync } from 'node:zlib';
import type { ContentCoding } from '../http/negotiation.ts';

// RFC 1952 section 2.3: magic, deflate, no flags, no time, no extra flags, unknown system.
const GZIP_HEADER = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 0xff]);
// An empty final block: RFC 1951 section 3.2.6, BFINAL and fixed Huffman codes.
const LAST_DEFLATE_BLOCK = Buffer.from([0x03, 0x00]);
// An empty last meta-block: RFC 7932 section 9.2, ISLAST and ISLASTEMPTY.
const LAST_BROTLI_BLOCK = Buffer.from([0x03]);

/** Below this length, setting up a compressor costs more than sending the text as it is. */
const MIN_COMPRESS_LENGTH = 128;

/** The longest uncompressed block of both formats whose length takes 16 bits. */
const MAX_PLAIN_BLOCK_LENGTH = 0xffff;

/** The longest buffer of a compressor, the default of Node.js. */
const MAX_BUFFER_LENGTH = 16 * 1024;

/** See {@link brotliPart} and {@link continuedBlock} before you change one of them. */
const FAST_BROTLI = { [constants.BROTLI_PARAM_QUALITY]: 1, [constants.BROTLI_PARAM_LGWIN]: 18 };

/** Quality 1 makes one block of a text up to this length. */
const MAX_BROTLI_PART_LENGTH = 2 ** 17;

/** A text that many answers begin with, and the beginning of both compressed forms, which ends on a byte boundary. */
export interface CompressedStart {
  readonly text: Buffer;
  readonly deflate: Buffer;
  readonly brotli: Buffer;
}

/** Compresses a text that many answers begin with, as well as each format can. Takes tenths of a second. */
export async function compressStart(text: string): Promise<CompressedStart> {
  const buffer = Buffer.from(text);
  const [deflate, brotli] = await Promise.all([
    promisify(deflateRaw)(buffer, { level: constants.Z_BEST_COMPRESSION, finishFlush: constants.Z_FULL_FLUSH }),
    promisify(brotliCompress)(buffer, {
      finishFlush: constants.BROTLI_OPERATION_FLUSH,
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: buffer.length,
      },
    }),
  ]);
  return { text: buffer, deflate, brotli };
}

/**
 * Joins the start of an answer and its own end into one body.
 *
 * Compressing a whole page for each request would cost more than the rest of the request. A flush ends the start on a
 * byte boundary, so that blocks which were made just now can follow it.
 */
export function joinCompressed(
  start: CompressedStart,
  end: string,
  coding: ContentCoding | undefined,
): Buffer<ArrayBuffer> {
  const own = Buffer.from(end);
  if (coding === undefined) return Buffer.concat([start.text, own]);
  if (coding === 'br') return Buffer.concat([start.brotli, ...brotliBlocks(own)]);
  const blocks = own.length < MIN_COMPRESS_LENGTH ? plainBlocks(own, deflateHeader) : [deflateBlock(own)];
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(crc32(own, crc32(start.text)), 0);
  trailer.writeUInt32LE((start.text.length + own.length) % 2 ** 32, 4);
  return Buffer.concat([GZIP_HEADER, start.deflate, ...blocks, LAST_DEFLATE_BLOCK, trailer]);
}

/** How long the buffers of a compressor are. The ends of most pages are short. */
function bufferLength(text: Buffer): number {
  return Math.min(text.length, MAX_BUFFER_LENGTH);
}

function deflateBlock(text: Buffer): Buffer {
  return deflateRawSync(text, { finishFlush: constants.Z_FULL_FLUSH, chunkSize: bufferLength(text) });
}

/** Compresses the end of a stream, with the last block. */
function brotliBlocks(text: Buffer): readonly Uint8Array[] {
  const parts: Uint8Array[] = [];
  for (let start = 0; start < text.length; start += MAX_BROTLI_PART_LENGTH) {
    parts.push(...brotliPart(text.subarray(start, start + MAX_BROTLI_PART_LENGTH)));
  }
  return [...parts, LAST_BROTLI_BLOCK];
}

/**
 * Compresses a part of a stream, which begins and ends on a byte boundary.
 *
 * Only the two fastest qualities may be used: the others refer to distances and to the built-in dictionary by their
 * position in the stream. Their output is one block, so it is shorter than its text unless that block is uncompressed.
 * An uncompressed block begins on a byte boundary, so it cannot be moved by some bits.
 */
function brotliPart(text: Buffer): readonly Uint8Array[] {
  if (text.length >= MIN_COMPRESS_LENGTH) {
    const stream = brotliCompressSync(text, { params: FAST_BROTLI, chunkSize: bufferLength(text) });
    if (stream.length < text.length) return [continuedBlock(stream)];
  }
  return plainBlocks(text, brotliHeader);
}

/**
 * Removes from a stream what only the beginning and the end of one have: its window size (RFC 7932 section 9.1: four bits
 * for 18), and the empty last block. That block becomes an empty metadata block, which ends on a byte boundary.
 */
function continuedBlock(stream: Buffer): Uint8Array {
  const moved = new Uint8Array(stream.length + 1);
  // An iterator or a callback would take three times as long.
  for (let index = 0; index < stream.length; index += 1) {
    moved[index] = ((stream[index] ?? 0) >> 4) | ((stream[index + 1] ?? 0) << 4);
  }
  const flip = (bit: number) => {
    moved[bit >> 3] = (moved[bit >> 3] ?? 0) ^ (1 << (bit & 7));
  };
  // Section 9.2: ISLAST 1 and ISLASTEMPTY 1 become ISLAST 0, MNIBBLES 3, and three zeros.
  const lastByte = moved.findLastIndex((byte) => byte !== 0);
  const isLastEmpty = lastByte * 8 + 31 - Math.clz32(moved[lastByte] ?? 0);
  flip(isLastEmpty - 1);
  flip(isLastEmpty + 1);
  return moved.subarray(0, Math.ceil((isLastEmpty + 5) / 8));
}

/** Writes a text as blocks without compression. */
function plainBlocks(text: Buffer, header: (length: number) => Buffer): readonly Buffer[] {
  const blocks: Buffer[] = [];
  for (let start = 0; start < text.length; start += MAX_PLAIN_BLOCK_LENGTH) {
    const block = text.subarray(start, start + MAX_PLAIN_BLOCK_LENGTH);
    blocks.push(header(block.length), block);
  }
  return blocks;
}

/** RFC 1951 section 3.2.4: BTYPE 0, then the length and its complement. */
function deflateHeader(length: number): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt16LE(length, 1);
  header.writeUInt16LE(~length & 0xffff, 3);
  return header;
}

/** RFC 7932 section 9.2: ISLAST 0, MNIBBLES 0 for four nibbles, MLEN - 1, ISUNCOMPRESSED 1, and zeros up to the byte. */
function brotliHeader(length: number): Buffer {
  const header = Buffer.alloc(3);
  header.writeUIntLE(((length - 1) << 3) | (1 << 19), 0, 3);
  return header;
}
