import { promisify } from 'node:util';
import { brotliCompress, constants, gzip } from 'node:zlib';
import type { Context } from 'hono';
import type { z } from 'zod';
import { InvalidRequestError, UnsupportedMediaTypeError } from '../errors.ts';
import { toFieldIssues } from '../field-issues.ts';
import { parseJson } from '../json-object.ts';
import type { AppEnv } from './app-env.ts';
import { preferredCoding } from './negotiation.ts';
import { completeResponse } from './security-headers.ts';

/**
 * Reads a JSON body and checks it against a schema.
 *
 * Throws `UnsupportedMediaTypeError`, `MalformedJsonError`, or `InvalidRequestError` with the path of each wrong field and
 * never its value.
 */
export async function jsonBody<S extends z.ZodType, E extends AppEnv>(c: Context<E>, schema: S): Promise<z.output<S>> {
  const result = schema.safeParse(readJsonText(c.req.header('content-type'), await c.req.text()));
  if (result.success) return result.data;
  throw new InvalidRequestError('Some fields have wrong values.', result.error.issues.flatMap(toFieldIssues));
}

/** Parses the text of a JSON body. Throws `UnsupportedMediaTypeError`, `MalformedJsonError` or `InvalidRequestError`. */
export function readJsonText(contentType: string | undefined, text: string): unknown {
  const mediaType = (contentType ?? '').split(';', 1)[0]?.trim().toLowerCase();
  if (mediaType !== 'application/json') throw new UnsupportedMediaTypeError();
  const { value, hasForbiddenKey } = parseJson(text);
  // Without this check, code that merges the body could pollute a prototype.
  if (hasForbiddenKey) throw new InvalidRequestError('The body has a forbidden key.');
  return value;
}

/** A shorter answer takes no fewer round trips when it is compressed: a server may send 14 kB at once (RFC 6928). */
const MIN_LENGTH = 10_000;

/** A sixth shorter than with the fastest quality, and about as fast as gzip. */
const BROTLI = { params: { [constants.BROTLI_PARAM_QUALITY]: 5 } };

/**
 * Answers with JSON that can be long, such as the list of a portal. Compresses it if it is, and if the client accepts that.
 *
 * The length of a compressed answer reveals a secret in it if an attacker can cause many answers with this secret and a text
 * of their own (BREACH). So use it only where a request needs a bearer or a token and no cookie: no other site can send one.
 * The bearer in an answer is a new one each time.
 */
export async function compressedJson(c: Pick<Context<AppEnv>, 'req' | 'var'>, value: object): Promise<Response> {
  const text = Buffer.from(JSON.stringify(value));
  const headers = { 'Content-Type': 'application/json', Vary: 'Accept-Encoding' };
  const coding =
    text.length < MIN_LENGTH ? undefined : preferredCoding(c.req.header('accept-encoding'), ['br', 'gzip']);
  if (coding === undefined) return completeResponse(c, { body: text, status: 200, headers });
  const body = coding === 'br' ? await promisify(brotliCompress)(text, BROTLI) : await promisify(gzip)(text);
  return completeResponse(c, { body, status: 200, headers: { ...headers, 'Content-Encoding': coding } });
}
