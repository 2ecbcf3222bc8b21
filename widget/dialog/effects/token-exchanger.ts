import type { TokenExchangeResponse } from '../../protocol/session-api.ts';

type ExchangeToken = (token: string, signal: AbortSignal) => Promise<TokenExchangeResponse>;

/**
 * Holds the function that exchanges a token for a session. `perform` is unset until its code has loaded. A page that waits
 * for its token contains the code. Other pages need it only when their session expires.
 */
export const tokenExchanger: { perform?: ExchangeToken } = {};
