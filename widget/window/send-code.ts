import { isRecord, isString } from '../protocol/guards.ts';

/** What the server made of a code. */
export type CodeOutcome =
  | { readonly kind: 'accepted'; readonly location: string }
  /** `triesLeft` only where the server tells it. */
  | { readonly kind: 'wrong'; readonly triesLeft: unknown }
  | { readonly kind: 'refused'; readonly code: string; readonly requestId: string }
  /** There was no answer, or none of our server. */
  | { readonly kind: 'unreachable' };

/** After this long nobody waits any more. */
const TIMEOUT_MS = 30_000;

/** Sends the code to the page's own address. Never rejects. */
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
    const answer: unknown = await response.json();
    return parseOutcome(response.status, answer);
  } catch {
    return { kind: 'unreachable' };
  }
}

function parseOutcome(status: number, answer: unknown): CodeOutcome {
  if (!isRecord(answer)) return { kind: 'unreachable' };
  const { location, error } = answer;
  // Nothing else is followed: `javascript:` would run here.
  if (status === 200 && isString(location) && /^https?:\/\//i.test(location)) return { kind: 'accepted', location };
  if (!isRecord(error) || !isString(error['code']) || !isString(error['requestId'])) return { kind: 'unreachable' };
  if (status === 422) return { kind: 'wrong', triesLeft: error['triesLeft'] };
  return { kind: 'refused', code: error['code'], requestId: error['requestId'] };
}
