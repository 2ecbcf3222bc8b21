import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import { preferredCoding } from './negotiation.ts';
import type { ContentCoding } from './negotiation.ts';
import type { AppEnv } from './app-env.ts';

const CODINGS = ['br', 'gzip'] as const satisfies readonly ContentCoding[];

/** Types whose files are compressed by themselves. */
const COMPRESSED_TYPES: readonly string[] = ['image/png'];

/** Hexadecimal digits of a SHA-256 that identify a file: 64 bits, against accidental collisions only. */
const HASH_LENGTH = 16;

/** The file as it is sent in one coding. */
interface Representation {
  readonly body: Uint8Array<ArrayBuffer>;
  readonly etag: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** Derives a name from content. The name changes whenever a byte of the content changes. */
export function contentHash(content: string | Uint8Array): string {
  return createHash('sha256').update(content).digest('hex').slice(0, HASH_LENGTH);
}

/**
 * A file that never changes while the server runs. It is answered from memory, and compressed when a client first asks
 * for that: at start, it would take longer than everything else.
 */
export class StaticFile {
  readonly #content: string | Uint8Array;
  readonly #contentType: string;
  readonly #representations = new Map<ContentCoding | undefined, Promise<Representation>>();

  constructor(content: string | Uint8Array, contentType: string) {
    this.#content = content;
    this.#contentType = contentType;
  }

  /**
   * Answers with the file in the coding that the request prefers, or with 304 if the client already has it.
   *
   * @param headers Headers that do not depend on the coding. A 304 has them too, because a cache takes them over. Set
   * `Vary` if a request header decided which file this is.
   */
  async respond(c: Context<AppEnv>, headers: Readonly<Record<string, string>>): Promise<Response> {
    const codings = COMPRESSED_TYPES.includes(this.#contentType) ? [] : CODINGS;
    const coding = preferredCoding(c.req.header('accept-encoding'), codings);
    const { body, etag, headers: own } = await this.#representation(coding);
    const vary = ['Accept-Encoding', ...(headers['Vary'] === undefined ? [] : [headers['Vary']])].join(', ');
    const always = { ...headers, ETag: etag, Vary: vary };
    if (matchesEtag(c.req.header('if-none-match'), etag)) return c.body(null, 304, always);
    return c.body(body, 200, { ...own, ...always });
  }

  #representation(coding: ContentCoding | undefined): Promise<Representation> {
    const known = this.#representations.get(coding);
    if (known) return known;
    const made = encode(this.#content, coding).then((body) =>
      representation(body, { 'Content-Type': this.#contentType, ...(coding && { 'Content-Encoding': coding }) }),
    );
    this.#representations.set(coding, made);
    return made;
  }
}

async function encode(content: string | Uint8Array, coding: ContentCoding | undefined): Promise<Buffer<ArrayBuffer>> {
  const plain = Buffer.from(content);
  if (coding === undefined) return plain;
  if (coding === 'gzip') return promisify(gzip)(plain, { level: constants.Z_BEST_COMPRESSION });
  return promisify(brotliCompress)(plain, {
    params: {
      [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY,
      [constants.BROTLI_PARAM_SIZE_HINT]: plain.length,
    },
  });
}

/**
 * Prepares the body and headers of one coding. Each coding has its own strong entity tag, because it has its own bytes
 * (RFC 9110 section 8.8.3.3).
 */
function representation(body: Buffer<ArrayBuffer>, headers: Readonly<Record<string, string>>): Representation {
  return {
    body,
    etag: `"${contentHash(body)}"`,
    // Set here, so that an answer to HEAD has it too.
    headers: { ...headers, 'Content-Length': String(body.length) },
  };
}

/**
 * Tells whether a header names an entity tag. A weak tag matches too: it names the same content, and proxies that
 * compress make tags weak (RFC 9110 section 13.1.2).
 */
export function matchesEtag(header: string | undefined, etag: string): boolean {
  return header?.trim() === '*' || (header?.match(/"[^"]*"/g)?.includes(etag) ?? false);
}
