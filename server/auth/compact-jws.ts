import { TokenInvalidError } from '../errors.ts';
import { isJsonObject, type JsonObject } from '../json-object.ts';
import { RECEIPT_TYPE } from './receipt.ts';
import { parseStrictJson } from './strict-json.ts';

/** Longest token that is looked at. It has to fit into an address. */
const MAX_TOKEN_LENGTH = 8 * 1024;

/**
 * Header parameters that would bring their own key (`jwk`, `x5c`), make us fetch one (`jku`, `x5u`), change what the
 * signature covers (`b64`, `crit`, `zip`), or belong to encryption (`enc`).
 */
const FORBIDDEN_HEADERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'zip', 'b64', 'enc'];

/** A JSON Web Signature whose form is right. Nothing in it is verified. */
export interface UnverifiedJws {
  /** The token as it came. */
  readonly compact: string;
  /** What the header claims. Never chooses the algorithm: it is only compared to that of a configured key. */
  readonly algorithm: string;
  readonly keyId?: string;
  readonly payload: Uint8Array;
}

/** A signed set of claims whose form is right. Nothing in it is verified. */
export interface CompactJws extends UnverifiedJws {
  readonly claims: JsonObject;
}

/**
 * Reads a token of claims before any cryptography touches it.
 *
 * Only one spelling of each token passes: canonical base64url without padding (RFC 4648 section 5), three parts, at
 * most 8 KiB, UTF-8 without a byte order mark, and JSON objects that every reader understands alike, so that what was
 * verified is what is used, and no second spelling of a token passes a replay check. Throws `TokenInvalidError` only.
 */
export function parseCompactJws(token: string): CompactJws {
  const form = parseJws(token);
  return { ...form, claims: readObject(form.payload, 'payload') };
}

/**
 * The same for a signature over any payload, even none (RFC 7515 section 3.1): form and header only.
 */
export function parseJws(token: string): UnverifiedJws {
  if (token.length > MAX_TOKEN_LENGTH) throw new TokenInvalidError('the token is too long');
  const [headerPart, payloadPart, signaturePart, ...more] = token.split('.');
  if (!headerPart || payloadPart === undefined || !signaturePart || more.length > 0) {
    throw new TokenInvalidError('the token does not have three parts');
  }
  decodePart(signaturePart, 'signature');
  const payload = decodePart(payloadPart, 'payload');
  const header = readObject(decodePart(headerPart, 'header'), 'header');

  const forbidden = FORBIDDEN_HEADERS.find((name) => Object.hasOwn(header, name));
  if (forbidden !== undefined) throw new TokenInvalidError(`the header has ${forbidden}`);
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string') throw new TokenInvalidError('alg is not a string');
  if (typ !== undefined && typeof typ !== 'string') throw new TokenInvalidError('typ is not a string');
  if (typ !== undefined && isReceiptType(typ)) throw new TokenInvalidError('typ is that of a receipt');
  if (kid !== undefined && typeof kid !== 'string') throw new TokenInvalidError('kid is not a string');
  return { compact: token, algorithm: alg, ...(kid !== undefined && { keyId: kid }), payload };
}

/** The same media type in any of its spellings (RFC 7515 section 4.1.9). */
function isReceiptType(typ: string): boolean {
  return typ.toLowerCase().replace(/^application\//, '') === RECEIPT_TYPE;
}

function decodePart(part: string, name: string): Uint8Array {
  const bytes = Buffer.from(part, 'base64url');
  // The decoder forgives foreign characters, padding and left-over bits; the encoder never writes them.
  if (bytes.toString('base64url') !== part) throw new TokenInvalidError(`the ${name} is not canonical base64url`);
  return bytes;
}

function readObject(bytes: Uint8Array, name: string): JsonObject {
  let value: unknown;
  try {
    // A byte order mark is kept, so that it is refused: it is no white space of JSON.
    value = parseStrictJson(new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes));
  } catch (error) {
    throw new TokenInvalidError(`the ${name} ${error instanceof SyntaxError ? error.message : 'is not UTF-8'}`);
  }
  if (!isJsonObject(value)) throw new TokenInvalidError(`the ${name} is not a JSON object`);
  return value;
}
