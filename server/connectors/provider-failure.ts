import type { EgressResponse } from '../egress.ts';
import { ProviderUnavailableError, InvalidRequestError } from '../errors.ts';
import { EgressFailedError, EgressRefusedError } from '../egress.ts';

/**
 * Converts an error of the egress into an error that names who can fix it. Returns any other error, which is a bug,
 * unchanged.
 *
 * @param hostInputs The inputs that chose the address. If there are none, the operator has to fix the problem.
 */
export function translateEgressError(error: unknown, hostInputs: readonly string[]): unknown {
  if (error instanceof EgressFailedError) {
    return new ProviderUnavailableError(error.kind, { cause: error });
  }
  if (!(error instanceof EgressRefusedError)) return error;
  if (hostInputs.length === 0) {
    return new ProviderUnavailableError(`${error.message} See EGRESS_ALLOW`, { retry: 'operator', cause: error });
  }
  const message = 'This leads to an address that this server is not allowed to call.';
  return new InvalidRequestError(
    message,
    hostInputs.map((name) => ({ path: `values.${name}`, message })),
  );
}

/** Statuses of 4xx that ask to retry later: RFC 9110 section 15.5.9, RFC 8470 section 5.2, RFC 6585 section 4. */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/** Many tokens live about an hour. A longer wait would let them expire. */
const MAX_RETRY_AFTER_SECONDS = 3600;

/** Tells whether a status means that the provider cannot answer now and a retry may work. */
export function isRetryableStatus(status: number): boolean {
  return status >= 500 || RETRYABLE_STATUSES.has(status);
}

/** Options of {@link retryLaterError}. */
export interface RetryLaterOptions {
  /** For the log. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The provider's message, sanitized by `sanitizeProviderText`. */
  readonly providerMessage?: string | undefined;
}

/** Returns the error for a response after which a retry may work. Contains the wait that the provider asks for, up to 1 h. */
export function retryLaterError({ headers }: EgressResponse, { reason, now, providerMessage }: RetryLaterOptions) {
  const retryAfterSeconds = parseRetryAfter(headers.get('retry-after') ?? '', now);
  return new ProviderUnavailableError(reason, {
    providerMessage,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** Parses `Retry-After`, which contains seconds or a date (RFC 9110 section 10.2.3). */
function parseRetryAfter(value: string, now: number): number | undefined {
  // `Date.parse` alone would read a negative number as a year.
  const isDate = /^[A-Z][a-z]+, /.test(value);
  const seconds = /^\d+$/.test(value) ? Number(value) : isDate ? Math.ceil((Date.parse(value) - now) / 1000) : 0;
  return seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) : undefined;
}
