import { isRecord, isString } from '../protocol/guards.ts';

/** The result of sending a code. */
export type CodeOutcome =
  | { readonly kind: 'accepted'; readonly location: string }
  /** `triesLeft` is unchecked, and `undefined` if the response does not have it. */
  | { readonly kind: 'wrong'; readonly triesLeft: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly requestId: string }
  /** There was no response, or not one from our server. */
  | { readonly kind: 'unreachable' };

/** Longer than the server needs. */
const TIMEOUT_MS = 30_000;

/** Posts the code to the page's own address. Never rejects. */
export async function sendCode(code: string): Promise<CodeOutcome> {
  try {
    const response = await fetch(location.pathname, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ code }),
      credentials: 'same-origin',
      redirect: 'error',
      signal: AbortSignal.timeout(TIMEOUT_MS),
    });
    const body: unknown = await response.json();
    return parseOutcome(response.status, body);
  } catch {
    return { kind: 'unreachable' };
  }
}

function parseOutcome(status: number, response: unknown): CodeOutcome {
  if (!isRecord(response)) return { kind: 'unreachable' };
  const { location, error } = response;
  // Other schemes are refused: a `javascript:` address would run in this page.
  if (status === 200 && isString(location) && /^https?:\/\//i.test(location)) return { kind: 'accepted', location };
  if (!isRecord(error) || !isString(error['code']) || !isString(error['requestId'])) return { kind: 'unreachable' };
  if (status === 422) return { kind: 'wrong', triesLeft: error['triesLeft'] };
  return { kind: 'refused', code: error['code'], requestId: error['requestId'] };
}
