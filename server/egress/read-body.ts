import { promisify } from 'node:util';
import { brotliDecompress, gunzip, inflate, inflateRaw, zstdDecompress } from 'node:zlib';

import { EgressFailedError, errorCode } from './errors.ts';

/** Options of {@link readBody}. */
export interface ReadBodyOptions {
  /** For error messages. */
  readonly host: string;
  /** Value of `Content-Encoding`, if there is one. */
  readonly encoding: string | undefined;
  /** Limit of the body both as sent and as decompressed. */
  readonly maxBytes: number;
}

/**
 * Reads the body of a response as UTF-8, and stops if it is too large.
 *
 * Requests ask for no compression, but some servers compress anyway.
 *
 * @throws {EgressFailedError} `too_large`; `protocol` for an unknown or broken compression.
 */
export async function readBody(chunks: AsyncIterable<unknown>, options: ReadBodyOptions): Promise<string> {
  const bytes = await decompress(await collect(chunks, options), options);
  return new TextDecoder().decode(bytes);
}

async function collect(chunks: AsyncIterable<unknown>, { host, maxBytes }: ReadBodyOptions): Promise<Buffer> {
  const parts: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    if (!(chunk instanceof Uint8Array)) throw new TypeError('A body must consist of bytes.');
    size += chunk.byteLength;
    if (size > maxBytes) throw tooLarge(host, maxBytes);
    parts.push(chunk);
  }
  return Buffer.concat(parts);
}

type Decompress = (bytes: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>;

const DECOMPRESSORS: ReadonlyMap<string, Decompress> = new Map<string, Decompress>([
  ['gzip', promisify(gunzip)],
  ['x-gzip', promisify(gunzip)],
  ['br', promisify(brotliDecompress)],
  ['zstd', promisify(zstdDecompress)],
  ['deflate', inflateZlibOrRaw],
]);

async function decompress(bytes: Buffer, { host, encoding, maxBytes }: ReadBodyOptions): Promise<Buffer> {
  const coding = (encoding ?? '').trim().toLowerCase();
  if (coding === '' || coding === 'identity' || bytes.byteLength === 0) return bytes;
  const decode = DECOMPRESSORS.get(coding);
  if (decode === undefined) throw new EgressFailedError('protocol', host, 'unknown content encoding');
  try {
    // The limit also applies during decompression, against a small body that decompresses to gigabytes.
    return await decode(bytes, { maxOutputLength: maxBytes });
  } catch (error) {
    if (errorCode(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLarge(host, maxBytes);
    throw new EgressFailedError('protocol', host, 'broken content encoding');
  }
}

function tooLarge(host: string, maxBytes: number): EgressFailedError {
  return new EgressFailedError('too_large', host, `more than ${maxBytes} bytes`);
}

/** RFC 9110 section 8.4.1.2: `deflate` has a zlib header, which some servers omit. */
function inflateZlibOrRaw(bytes: Buffer, options: { maxOutputLength: number }): Promise<Buffer> {
  const hasZlibHeader = ((bytes[0] ?? 0) & 0x0f) === 8 && bytes.readUInt16BE(0) % 31 === 0;
  return promisify(hasZlibHeader ? inflate : inflateRaw)(bytes, options);
}
