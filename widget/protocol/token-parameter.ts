/**
 * Query parameter with the token, on all pages except those of dialects with their own parameter. The tag looks for it
 * in `src`.
 */
export const TOKEN_PARAMETER = 'tenant';
