/**
 * Query parameter with the token, on all pages except those of dialects with their own parameter. The tag looks for it
 * in `src`.
 */
export const TOKEN_PARAMETER = 'tenant';

/** The maximum length of a token, by address and by message. */
export const TOKEN_LENGTH_MAX = 8192;
