import { isToken } from '../protocol/native-messages.ts';
import { isRecord, isString } from '../protocol/shape.ts';
import type { TokenAnswer } from './ask-for-token.ts';

/** How long the host's endpoint may take, over both tries: less than a frame waits for its token. */
const TIMEOUT_MS = 10_000;

/** Asks an endpoint of the host's for a token: JSON with `token` or `access_token`. Asks once more if that fails. */
export async function fetchToken(url: string, wanted: AbortSignal): Promise<TokenAnswer> {
  const signal = AbortSignal.any([wanted, AbortSignal.timeout(TIMEOUT_MS)]);
  const answer = await fetchOnce(url, signal);
  return isString(answer) || signal.aborted ? answer : fetchOnce(url, signal);
}

async function fetchOnce(url: string, signal: AbortSignal): Promise<TokenAnswer> {
  try {
    const answer = await fetch(url, {
      credentials: 'same-origin',
      cache: 'no-store',
      // An endpoint that wants a sign-in first may send its visitors to a page, which is no token.
      redirect: 'manual',
      signal,
    });
    // The parser's message is left out: it quotes the text, and a token may be in it.
    const body: unknown = await answer.json().catch(() => signal.throwIfAborted());
    const token = isRecord(body) ? (body['token'] ?? body['access_token']) : undefined;
    if (isToken(token) && answer.ok) return token;
    const said = answer.type === 'opaqueredirect' ? 'a redirect' : answer.status;
    return { message: `token-url answered ${said} without a token` };
  } catch (error) {
    return { message: 'token-url did not answer', thrown: [error] };
  }
}
