import { isToken } from '../protocol/native-messages.ts';
import { isRecord, isString } from '../protocol/guards.ts';
import type { TokenResult } from './request-token.ts';

/** For both attempts together. Shorter than the page in the frame waits for its token. */
const TIMEOUT_MS = 10_000;

/** Fetches a token from an endpoint of the host: JSON with `token` or `access_token`. Tries once more if that fails. */
export async function fetchToken(url: string, requested: AbortSignal): Promise<TokenResult> {
  const signal = AbortSignal.any([requested, AbortSignal.timeout(TIMEOUT_MS)]);
  const answer = await fetchOnce(url, signal);
  return isString(answer) || signal.aborted ? answer : fetchOnce(url, signal);
}

async function fetchOnce(url: string, signal: AbortSignal): Promise<TokenResult> {
  try {
    const answer = await fetch(url, {
      credentials: 'same-origin',
      cache: 'no-store',
      // An endpoint that requires a login may redirect to a page, which is not a token.
      redirect: 'manual',
      signal,
    });
    // Does not keep the parser's message: it quotes the text, which may contain a token.
    const body: unknown = await answer.json().catch(() => signal.throwIfAborted());
    const token = isRecord(body) ? (body['token'] ?? body['access_token']) : undefined;
    if (isToken(token) && answer.ok) return token;
    const received = answer.type === 'opaqueredirect' ? 'a redirect' : answer.status;
    return { message: `token-url answered ${received} without a token` };
  } catch (error) {
    return { message: 'token-url did not answer', thrown: [error] };
  }
}
