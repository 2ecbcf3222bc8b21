import { hash, createHmac, timingSafeEqual, verify } from 'node:crypto';
import type { KeyObject } from 'node:crypto';
import { TOKEN_LENGTH_MAX } from '../../widget/protocol/token-parameter.ts';
import type { KeyAlgorithm, VerificationKey, OrganizationConfig } from '../config/config.ts';
import { InvalidRequestError, TokenInvalidError } from '../errors.ts';
import { isJsonObject, FORBIDDEN_KEYS } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';

/** `typ` of receipts, which no other token has (RFC 8725 section 3.11). */
export const RECEIPT_TYPE = 'embed-receipt+jwt';

/** `typ` of session tokens, which no other token has. */
export const SESSION_TOKEN_TYPE = 'embed-session+jwt';

/** `typ` of embed tokens that this server signs, which no other token has. */
export const EMBED_TOKEN_TYPE = 'embed-token+jwt';

const OWN_TYPES: ReadonlySet<string> = new Set([RECEIPT_TYPE, SESSION_TOKEN_TYPE, EMBED_TOKEN_TYPE]);

/**
 * Header parameters that contain a key (`jwk`, `x5c`) or its address (`jku`, `x5u`), change what the signature covers
 * (`b64`, `crit`, `zip`), or belong to encryption (`enc`).
 */
const FORBIDDEN_HEADERS = ['jwk', 'jku', 'x5u', 'x5c', 'crit', 'zip', 'b64', 'enc'];

/** A JSON Web Signature with a valid form. Nothing in it is verified. */
export interface UnverifiedJws {
  /** Header and payload as they were received: what the signature covers. */
  readonly signingInput: string;
  readonly signature: Uint8Array;
  /** The algorithm in the header. It never selects the algorithm: it is only compared with that of a configured key. */
  readonly algorithm: string;
  readonly keyId?: string;
  readonly payload: Uint8Array;
}

/** Signed claims with a valid form. Nothing in them is verified. */
export interface CompactJws extends UnverifiedJws {
  readonly claims: JsonObject;
}

/**
 * Parses a token with claims before its signature is checked.
 *
 * Each token has only one accepted spelling: canonical base64url without padding (RFC 4648 section 5), three parts, at
 * most 8 KiB, UTF-8 without a byte order mark, and JSON objects that every parser reads in the same way. So the server
 * uses exactly what was verified, and no second spelling of a token passes a replay check. Throws `TokenInvalidError`
 * only.
 *
 * @param ownType The required `typ`, if this server signs such tokens. Default: none of its types is accepted.
 */
export function parseCompactJws(token: string, ownType?: string): CompactJws {
  const form = parseJws(token, ownType);
  return { ...form, claims: readObject(form.payload, 'payload') };
}

/** Parses a signature over any payload, even an empty one (RFC 7515 section 3.1). Checks form and header only. */
export function parseJws(token: string, ownType?: string): UnverifiedJws {
  if (token.length > TOKEN_LENGTH_MAX) throw new TokenInvalidError('the token is too long');
  const [headerPart, payloadPart, signaturePart, ...more] = token.split('.');
  if (!headerPart || payloadPart === undefined || !signaturePart || more.length > 0) {
    throw new TokenInvalidError('the token does not have three parts');
  }
  const signature = decodePart(signaturePart, 'signature');
  const payload = decodePart(payloadPart, 'payload');
  const header = readObject(decodePart(headerPart, 'header'), 'header');

  const forbidden = FORBIDDEN_HEADERS.find((name) => Object.hasOwn(header, name));
  if (forbidden !== undefined) throw new TokenInvalidError(`the header has ${forbidden}`);
  const { alg, kid, typ } = header;
  if (typeof alg !== 'string') throw new TokenInvalidError('alg is not a string');
  if (typ !== undefined && typeof typ !== 'string') throw new TokenInvalidError('typ is not a string');
  if (ownType !== undefined && typ !== ownType) throw new TokenInvalidError(`typ is not ${ownType}`);
  if (ownType === undefined && typ !== undefined && isOwnTokenType(typ)) {
    throw new TokenInvalidError('typ is that of another kind of token');
  }
  if (kid !== undefined && typeof kid !== 'string') throw new TokenInvalidError('kid is not a string');
  const signingInput = `${headerPart}.${payloadPart}`;
  return { signingInput, signature, algorithm: alg, ...(kid !== undefined && { keyId: kid }), payload };
}

/**
 * Names an embed token: SHA-256 of what was signed, 32 bytes.
 *
 * The signature is left out: from an ECDSA signature (r, s) anyone can make a second one, (r, n - s), that verifies as
 * well. Header and claims have one spelling, which {@link parseCompactJws} has enforced.
 */
export function tokenFingerprint(token: string): Uint8Array {
  return hash('sha256', token.slice(0, token.lastIndexOf('.')), 'buffer');
}

/**
 * Checks that a token which this server has signed is short enough for its pages to parse. Throws `InvalidRequestError`: the
 * caller chose the values in the token.
 */
export function requireReadableLength(token: string): void {
  if (token.length <= TOKEN_LENGTH_MAX) return;
  throw new InvalidRequestError('The token would be longer than pages accept. Shorten the values in it.');
}

/** Tells whether a media type is one of the tokens that this server signs, in any spelling (RFC 7515 section 4.1.9). */
function isOwnTokenType(typ: string): boolean {
  return OWN_TYPES.has(typ.toLowerCase().replace(/^application\//, ''));
}

function decodePart(part: string, name: string): Uint8Array {
  const bytes = Buffer.from(part, 'base64url');
  // The decoder accepts foreign characters, padding and left-over bits. The encoder never writes them.
  if (bytes.toString('base64url') !== part) throw new TokenInvalidError(`the ${name} is not canonical base64url`);
  return bytes;
}

/** Keeps a byte order mark, so that the JSON parser refuses it. */
const UTF8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function readObject(bytes: Uint8Array, name: string): JsonObject {
  let value: unknown;
  try {
    value = parseStrictJson(UTF8.decode(bytes));
  } catch (error) {
    throw new TokenInvalidError(`the ${name} ${error instanceof SyntaxError ? error.message : 'is not UTF-8'}`);
  }
  if (!isJsonObject(value)) throw new TokenInvalidError(`the ${name} is not a JSON object`);
  return value;
}

/** Deeper than anything a token carries, and far from where recursion hurts. */
const MAX_DEPTH = 16;

/** Strings (with the colon that makes one a key), brackets and numbers. Only right for text that is valid JSON. */
const TOKENS = /"(?:[^"\\]|\\.)*"\s*:?|[{}[\]]|-?\d[\d.eE+-]*/g;

/**
 * Parses JSON that means the same to every reader.
 *
 * Beyond what `JSON.parse` refuses: a key twice in one object, also when one of them is written with escapes
 * (RFC 7493 section 2.3), `__proto__` and `constructor` as keys, numbers that become `Infinity`, and nesting deeper
 * than 16. Takes time linear in the text. Throws `SyntaxError` whose message holds no part of the text.
 */
export function parseStrictJson(text: string): unknown {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    // Not passed on as the cause: the engine's message quotes the text.
    throw new SyntaxError('is not JSON');
  }
  assertUnambiguous(text);
  return value;
}

function assertUnambiguous(validJson: string): void {
  const keysOfOpenScopes: Set<unknown>[] = [];
  for (const [token] of validJson.matchAll(TOKENS)) {
    switch (token.charAt(0)) {
      case '{':
      case '[':
        keysOfOpenScopes.push(new Set());
        if (keysOfOpenScopes.length > MAX_DEPTH) throw new SyntaxError('is nested too deeply');
        break;
      case '}':
      case ']':
        keysOfOpenScopes.pop();
        break;
      case '"':
        if (token.endsWith(':')) addKey(token, keysOfOpenScopes.at(-1));
        break;
      default:
        if (!Number.isFinite(Number(token))) throw new SyntaxError('has a number out of range');
    }
  }
}

function addKey(token: string, keys: Set<unknown> | undefined): void {
  const key: unknown = JSON.parse(token.slice(0, token.lastIndexOf('"') + 1));
  if (FORBIDDEN_KEYS.has(key)) throw new SyntaxError('has a forbidden key');
  if (keys?.has(key)) throw new SyntaxError('has a key twice');
  keys?.add(key);
}

/**
 * The meaning of a token's claims. It decides which pages accept the token.
 *
 * - `vendor`: `sub` names a vendor and its customer. Direct links accept it.
 * - `account`: the claims of another embed system, signed for one account or for all. The pages under `/:org` accept it.
 * - `organization`: `sub` names a user, `external_id` the account. The pages under `/:org` accept it too.
 */
export type ClaimsFormat = 'vendor' | 'account' | 'organization';

/** Returns the format of the tokens that a key signs. Only the configuration decides it, never a token. */
export function claimsFormatOf({
  vendorId,
  claims,
  account,
}: Pick<VerificationKey, 'vendorId' | 'claims' | 'account'>): ClaimsFormat {
  if (vendorId !== undefined) return 'vendor';
  return claims === undefined && account === undefined ? 'organization' : 'account';
}

/**
 * Returns the keys for tokens of a format, in the order of the configuration.
 *
 * Every check of a token starts with these keys, so that no token has two meanings: a used direct-link token that is
 * still in a history or log opens no other page.
 */
export function keysForFormat(
  { keys }: Pick<OrganizationConfig, 'keys'>,
  format: ClaimsFormat,
): readonly VerificationKey[] {
  return keys.filter((key) => claimsFormatOf(key) === format);
}

/**
 * Finds the key that signed a token.
 *
 * The caller chooses the keys by route and organization. They are tried in order, each with its own algorithm, so the
 * header cannot turn a public key into a shared secret (RFC 8725 section 3.1). A `kid` only leaves out keys that were
 * given another id. Throws `TokenInvalidError` when no key fits; never asks the network.
 */
export function verifySignature(jws: UnverifiedJws, keys: readonly VerificationKey[]): Promise<VerificationKey> {
  const candidates = keys.filter((key) => key.algorithm === jws.algorithm && !hasDifferentKeyId(key, jws));
  const signer = candidates.find((key) => isSignedBy(jws, key));
  if (signer) return Promise.resolve(signer);
  const reason = candidates.length === 0 ? 'no key has this alg and kid' : 'the signature fits no key';
  return Promise.reject(new TokenInvalidError(reason));
}

function hasDifferentKeyId(candidate: VerificationKey, jws: UnverifiedJws): boolean {
  return jws.keyId !== undefined && candidate.id !== undefined && candidate.id !== jws.keyId;
}

function isSignedBy({ signingInput, signature }: UnverifiedJws, { algorithm, key }: VerificationKey): boolean {
  return VERIFIERS[algorithm](signingInput, key, signature);
}

type Verify = (signingInput: string, key: KeyObject, signature: Uint8Array) => boolean;

/**
 * Checks one kind of signature (RFC 7518 section 3, RFC 8037 section 3.1).
 *
 * These are the synchronous functions of Node.js. WebCrypto, on which `jose` is built, hands each check to another thread,
 * which takes ten times as long as checking an HMAC.
 */
const VERIFIERS: Readonly<Record<KeyAlgorithm, Verify>> = {
  HS256: (signingInput, key, signature) => {
    const expected = createHmac('sha256', key).update(signingInput).digest();
    return expected.length === signature.length && timingSafeEqual(expected, signature);
  },
  RS256: (signingInput, key, signature) => verify('sha256', Buffer.from(signingInput), key, signature),
  // The two numbers one after the other, and not in ASN.1.
  ES256: (signingInput, key, signature) =>
    verify('sha256', Buffer.from(signingInput), { key, dsaEncoding: 'ieee-p1363' }, signature),
  EdDSA: (signingInput, key, signature) => verify(null, Buffer.from(signingInput), key, signature),
};
