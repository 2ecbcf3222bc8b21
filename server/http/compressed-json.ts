import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import { preferredCoding } from './accept-encoding.ts';
import type { AppEnv } from './app-env.ts';
import { completeResponse } from './complete-response.ts';

/** A shorter answer takes no fewer round trips when it is compressed: a server may send 14 kB at once (RFC 6928). */
const MIN_LENGTH = 10_000;

/** A sixth shorter than with the fastest quality, and about as fast as gzip. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/** Answers with JSON that can be long, such as the list of a portal. Compresses it if it is, and if the client accepts that. */
export async function compressedJson(c: Pick<Context<AppEnv>, 'req' | 'var'>, value: object): Promise<Response> {
  const text = Buffer.from(JSON.stringify(value));
  const headers = { 'Content-Type': 'application/json', Vary: 'Accept-Encoding' };
  const coding =
    text.length < MIN_LENGTH ? undefined : preferredCoding(c.req.header('accept-encoding'), ['br', 'gzip']);
  if (coding === undefined) return completeResponse(c, { body: text, status: 200, headers });
  const body = coding === 'br' ? await promisify(brotliCompress)(text, BROTLI) : await promisify(gzip)(text);
  return completeResponse(c, { body, status: 200, headers: { ...headers, 'Content-Encoding': coding } });
}
