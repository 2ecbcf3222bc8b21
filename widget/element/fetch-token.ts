import { isToken } from '../protocol/native-messages.ts';
import { isRecord } from '../protocol/shape.ts';

/** How long the host's endpoint may take, each time. */
const TIMEOUT_MS = 10_000;

/**
 * Asks an endpoint of the host's for a token: JSON with `token` or `access_token`. Asks once more if that fails.
 *
 * @throws {Error} If there was no token the second time either.
 */
export function fetchToken(url: string): Promise<string> {
  return fetchOnce(url).catch(() => fetchOnce(url));
}

async function fetchOnce(url: string): Promise<string> {
  const answer = await fetch(url, {
    credentials: 'same-origin',
    cache: 'no-store',
    // An endpoint that wants a sign-in first may send its visitors to a page, which is no token.
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT_MS),
  });
  // Not thrown on: the parser's message quotes the text, and a token may be in it.
  const body: unknown = await answer.json().catch(() => undefined);
  const token = isRecord(body) ? (body['token'] ?? body['access_token']) : undefined;
  if (isToken(token)) return token;
  throw new Error(`token-url gave none, status ${answer.status}`);
}
