import type { TokenExchangeRequest, TokenExchangeResponse } from '../../protocol/session-api.ts';

/** Exchanges a token. An application can be read without a session, so the bearer can be absent. */
export type ExchangeToken = (
  request: TokenExchangeRequest,
  signal: AbortSignal,
) => Promise<Omit<TokenExchangeResponse, 'bearer'> & { readonly bearer?: string; readonly readOnly?: true }>;

/**
 * Holds the functions that exchange a token for a session and check sessions. They are unset until their code has loaded. A page that waits
 * for its token contains the code. Other pages need it only when their session expires.
 */
export const tokenExchanger: {
  perform?: ExchangeToken;
  /** Whether an unchecked value describes a session, without its bearer and language. */
  isSession?: (value: object) => boolean;
} = {};
