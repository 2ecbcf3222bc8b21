import { EXCHANGE_PATH } from '../../protocol/session-api.ts';
import type { TokenExchangeRequest, TokenExchangeResponse } from '../../protocol/session-api.ts';
import { isTokenExchangeResponse } from '../page-state-guard.ts';
import { callServer, UnreachableError } from './server-call.ts';

/**
 * Gives the server an embed token that came by message, for a session. Rejects as {@link callServer} does.
 *
 * The address names the page, so that the token opens that page only.
 */
export async function exchangeToken(token: string, signal: AbortSignal): Promise<TokenExchangeResponse> {
  const body: TokenExchangeRequest = { token };
  const path = location.pathname.replace(/\/$/, '') + EXCHANGE_PATH + location.search;
  const response = await callServer({ method: 'POST', path, body, signal });
  if (!isTokenExchangeResponse(response)) throw new UnreachableError();
  return response;
}
