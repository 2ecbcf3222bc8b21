import type { Egress } from '../egress.ts';
import { EgressFailedError, EgressRefusedError } from '../egress.ts';
import { signatureHeaders } from './signature.ts';

/** Timeout of an attempt, as Standard Webhooks recommends ("Timeouts": 15 to 30 s). */
export const ATTEMPT_TIMEOUT_MS = 15_000;

/** A receiver of webhooks. */
export interface WebhookReceiver {
  readonly url: URL;
  /** Each signs. */
  readonly secrets: readonly string[];
}

/** A message to send. */
export interface WebhookMessage {
  readonly id: string;
  readonly body: string;
}

/** What came of an attempt. */
export interface WebhookAttempt {
  /** HTTP status of the response. `null` if there was none. */
  readonly statusCode: number | null;
  readonly durationMs: number;
  /** Why it failed, for people. Contains no part of the response. `null`: a 2xx status. */
  readonly error: string | null;
  /** When the receiver wants the next attempt, counted from the response. */
  readonly retryAfterMs?: number;
}

/** What sending requires. */
export interface SendWebhookDeps {
  readonly egress: Pick<Egress, 'request'>;
  readonly now: () => number;
}

/**
 * Sends a message once. A receiver that is not reachable, or whose address is not allowed, is a result and no error.
 * Rejects if `signal` aborts.
 */
export async function sendWebhook(
  { egress, now }: SendWebhookDeps,
  { url, secrets }: WebhookReceiver,
  { id, body }: WebhookMessage,
  signal: AbortSignal,
): Promise<WebhookAttempt> {
  const started = performance.now();
  const headers = { 'content-type': 'application/json', ...signatureHeaders({ id, sentAt: now(), body }, secrets) };
  try {
    const response = await egress.request({ url, method: 'POST', headers, body, redirects: 'refuse' }, { signal });
    const { status } = response;
    const retryAfterMs = parseRetryAfter(response.headers.get('retry-after'), now());
    return {
      statusCode: status,
      durationMs: Math.round(performance.now() - started),
      error: status >= 200 && status < 300 ? null : `The receiver answered ${status}.`,
      ...((status === 429 || status === 503) && retryAfterMs !== undefined && { retryAfterMs }),
    };
  } catch (error) {
    if (signal.aborted || !(error instanceof EgressFailedError || error instanceof EgressRefusedError)) throw error;
    return { statusCode: null, durationMs: Math.round(performance.now() - started), error: describe(error) };
  }
}

/**
 * Says the same for every refused address and for a name that does not exist, because a registered name must not reveal
 * internal names and networks.
 */
function describe(error: EgressFailedError | EgressRefusedError): string {
  if (error instanceof EgressRefusedError) return UNUSABLE_ADDRESS;
  switch (error.kind) {
    case 'dns':
      return UNUSABLE_ADDRESS;
    case 'timeout':
      return 'The receiver did not answer in time.';
    case 'redirect':
      return 'The receiver answered with a redirect, which is not followed.';
    case 'too_large':
      return 'The answer of the receiver was too large.';
    case 'connect':
    case 'tls':
    case 'protocol':
    case 'aborted':
    case 'busy':
      return `The receiver could not be reached (${error.kind}).`;
  }
}

const UNUSABLE_ADDRESS = 'The address is not allowed, or its name does not exist.';

/** Reads `Retry-After`: seconds or a date (RFC 9110 section 10.2.3). Returns milliseconds from `now`. */
function parseRetryAfter(value: string | undefined, now: number): number | undefined {
  if (value === undefined) return undefined;
  if (/^\d{1,9}$/.test(value)) return Number(value) * 1000;
  const at = Date.parse(value);
  return Number.isNaN(at) ? undefined : Math.max(0, at - now);
}
