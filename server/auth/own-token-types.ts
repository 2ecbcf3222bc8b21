/** `typ` of receipts, which no other token has (RFC 8725 section 3.11). */
export const RECEIPT_TYPE = 'embed-receipt+jwt';

/** `typ` of session tokens, which no other token has. */
export const SESSION_TOKEN_TYPE = 'embed-session+jwt';

/** `typ` of embed tokens that this server signs, which no other token has. */
export const EMBED_TOKEN_TYPE = 'embed-token+jwt';

const OWN_TYPES: ReadonlySet<string> = new Set([RECEIPT_TYPE, SESSION_TOKEN_TYPE, EMBED_TOKEN_TYPE]);

/** Tells whether a media type is one of the tokens that this server signs, in any spelling (RFC 7515 section 4.1.9). */
export function isOwnTokenType(typ: string): boolean {
  return OWN_TYPES.has(typ.toLowerCase().replace(/^application\//, ''));
}
