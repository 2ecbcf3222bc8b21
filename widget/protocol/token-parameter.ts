/**
 * Query parameter that carries the token, on all pages but those of dialects with a parameter of their own. The tag looks
 * for it in the address that a host has given it.
 */
export const TOKEN_PARAMETER = 'tenant';
