import { createHash } from 'node:crypto';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import type { Context } from 'hono';
import { preferredCoding } from './accept-encoding.ts';
import type { ContentCoding } from './accept-encoding.ts';
import type { AppEnv } from './app-env.ts';

const CODINGS = ['br', 'gzip'] as const satisfies readonly ContentCoding[];

/** Hexadecimal digits of a SHA-256 that tell two files apart: 64 bits, against accidents only. */
const HASH_LENGTH = 16;

/** The file as it goes over the wire in one coding. */
interface Representation {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Names content by its hash: another name whenever a byte of it is another. */
export function contentHash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, HASH_LENGTH);
}

/** A file that never changes while the server runs: compressed once, and answered from memory. */
export class StaticFile {
  readonly #plain: Representation;
  readonly #encoded: ReadonlyMap<ContentCoding, Representation>;

  constructor(text: string, contentType: string) {
    const plain = Buffer.from(text);
    const brotli = brotliCompressSync(plain, {
      params: {
        [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
        [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
      },
    });
    const gzip = gzipSync(plain, { level: constants.Z_BEST_COMPRESSION });
    this.#plain = representation(plain, { 'Content-Type': contentType });
    this.#encoded = new Map([
      ['br', representation(brotli, { 'Content-Type': contentType, 'Content-Encoding': 'br' })],
      ['gzip', representation(gzip, { 'Content-Type': contentType, 'Content-Encoding': 'gzip' })],
    ]);
  }

  /**
   * Answers with the file in the coding that the request prefers, or with 304 when it is there already.
   *
   * @param headers Those that do not depend on the coding. A 304 has them too: a cache takes them over. `Vary` names
   *   what chose this file, if that was a header.
   */
  respond(c: Context<AppEnv>, headers: Readonly<Record<string, string>>): Response {
    const coding = preferredCoding(c.req.header('accept-encoding'), CODINGS);
    const { body, etag, headers: own } = (coding && this.#encoded.get(coding)) ?? this.#plain;
    const vary = ['Accept-Encoding', ...(headers['Vary'] === undefined ? [] : [headers['Vary']])].join(', ');
    const always = { ...headers, ETag: etag, Vary: vary };
    if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304, always);
    return c.body(body, 200, { ...own, ...always });
  }
}

/** Each coding has an entity tag of its own, since strong ones stand for bytes (RFC 9110 section 8.8.3.3). */
function representation(body: Buffer<ArrayBuffer>, headers: Readonly<Record<string, string>>): Representation {
  return {
    body,
    etag: `"${contentHash(body)}"`,
    // Set here, so that the answer to HEAD has it too.
    headers: { ...headers, 'Content-Length': String(body.length) },
  };
}

/** RFC 9110 section 13.1.2: a weak tag names the same content, and proxies that compress make tags weak. */
function matchesEtag(header: string | undefined, etag: string): boolean {
  return header?.trim() === '*' || (header?.match(/"[^"]*"/g)?.includes(etag) ?? false);
}
