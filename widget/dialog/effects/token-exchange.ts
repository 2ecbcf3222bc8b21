import { EXCHANGE_PATH } from '../../protocol/session-api.ts';
import type { TokenExchangeRequest, TokenExchangeResponse } from '../../protocol/session-api.ts';
import { callServer, UnreachableError } from './server-call.ts';
import { isTokenExchangeResponse } from './session-guard.ts';
import { tokenExchanger } from './token-exchanger.ts';

tokenExchanger.perform = exchangeToken;
tokenExchanger.isSession = (value) => isTokenExchangeResponse({ bearer: '-', locale: '-', ...value });

/**
 * Exchanges an embed token that arrived by message for a session. Rejects as {@link callServer} does.
 *
 * The address names the page, so that the token opens that page only.
 */
async function exchangeToken(body: TokenExchangeRequest, signal: AbortSignal): Promise<TokenExchangeResponse> {
  const path = location.pathname.replace(/\/$/, '') + EXCHANGE_PATH + location.search;
  const response = await callServer({ method: 'POST', path, body, signal });
  if (!isTokenExchangeResponse(response)) throw new UnreachableError();
  return response;
}
