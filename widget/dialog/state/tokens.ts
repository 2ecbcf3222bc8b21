import type { DialogState, ExchangeRequest, Failure } from './dialog-state.ts';

/** Waits for a token. Asks the host for it, unless it was asked in this wait or a token is being exchanged. */
export function awaitToken(
  state: DialogState,
  reason: Failure,
  { asks, isForPage }: { readonly asks: boolean; readonly isForPage: boolean },
): DialogState {
  const { wait, exchange } = state.tokens;
  const id = state.lastId + 1;
  const isAsked = wait?.isAsked === true || (asks && !exchange);
  const tokens = { ...state.tokens, wait: { id, reason, isAsked, isForPage: wait?.isForPage ?? isForPage } };
  return { ...state, tokens, lastId: id };
}

/** Starts to exchange a token. Ends the exchange of an older token. */
export function startExchange(state: DialogState, last: ExchangeRequest): DialogState {
  if (!state.takesTokens) return state;
  const id = state.lastId + 1;
  const tokens = { ...state.tokens, last, exchange: { id, request: last }, opening: undefined };
  return { ...state, tokens, lastId: id };
}

/** Ends the wait for a token. */
export function clearTokenWait(state: DialogState): DialogState {
  return { ...state, tokens: { ...state.tokens, wait: undefined } };
}

/** Whether a refused token was valid before, so that another token may be accepted. */
export function isStaleToken({ code }: Pick<Failure, 'code'>): boolean {
  return code === 'token_expired' || code === 'token_replayed';
}
