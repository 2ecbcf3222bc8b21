import { createHmac } from 'node:crypto';

/** The signed parts of a request. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  /** Decoded parameters of the `Authorization` header by name, without `realm`. */
  readonly oauth: ReadonlyMap<string, string>;
  /** A form-encoded body. Empty for other bodies. */
  readonly form: string;
}

const PAIR = /^([\w%.~-]+)="([\w%.~-]*)"$/;

/**
 * Reads the parameters of an `Authorization` header (RFC 5849 section 3.5.1).
 *
 * @returns `undefined` for another scheme, and for a malformed header.
 */
export function readOAuthHeader(header: string | undefined): ReadonlyMap<string, string> | undefined {
  const [, list] = /^OAuth\s+(.+)$/i.exec(header ?? '') ?? [];
  if (list === undefined) return undefined;
  const parameters = new Map<string, string>();
  for (const part of list.split(',')) {
    const text = part.trim();
    if (/^realm="[^"]*"$/i.test(text)) continue;
    const [, name, value] = PAIR.exec(text) ?? [];
    if (name === undefined || value === undefined || parameters.has(percentDecode(name))) return undefined;
    parameters.set(percentDecode(name), percentDecode(value));
  }
  return parameters;
}

/** Computes the signature that a request must have: RFC 5849 section 3.4.2, HMAC-SHA1. */
export function oauth1Signature(
  request: SignedRequest,
  { clientSecret, tokenSecret }: { readonly clientSecret: string; readonly tokenSecret: string },
): string {
  const key = `${percentEncode(clientSecret)}&${percentEncode(tokenSecret)}`;
  return createHmac('sha1', key).update(baseString(request)).digest('base64');
}

/** RFC 5849 section 3.4.1. */
function baseString({ method, url, oauth, form }: SignedRequest): string {
  const pairs = [...url.searchParams, ...oauth, ...new URLSearchParams(form)]
    .filter(([name]) => name !== 'oauth_signature')
    .map(([name, value]) => [percentEncode(name), percentEncode(value)] as const)
    .sort(([nameA, valueA], [nameB, valueB]) => compare(nameA, nameB) || compare(valueA, valueB))
    .map((pair) => pair.join('='));
  const address = `${url.origin}${url.pathname}`;
  return [method.toUpperCase(), percentEncode(address), percentEncode(pairs.join('&'))].join('&');
}

function compare(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

/** RFC 5849 section 3.6: encodes all characters except letters, digits, `-`, `.`, `_` and `~`. */
function percentEncode(text: string): string {
  return encodeURIComponent(text).replace(/[!'()*]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);
}

function percentDecode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
