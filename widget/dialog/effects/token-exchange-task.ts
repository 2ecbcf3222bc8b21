import type { TokenExchangeResponse } from '../../protocol/session-api.ts';

type ExchangeToken = (token: string, signal: AbortSignal) => Promise<TokenExchangeResponse>;

/**
 * The function that exchanges a token for a session. A page that waits for its token contains it. Other pages load it,
 * because they need it only when their session expires.
 */
export const tokenExchange: { perform?: ExchangeToken } = {};
