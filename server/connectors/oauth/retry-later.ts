import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';

/** RFC 9110 section 15.5.9, RFC 8470 section 5.2, RFC 6585 section 4: refusals that say "later", not "no". */
const RETRYABLE_STATUSES: ReadonlySet<number> = new Set([408, 425, 429]);

/** Tokens last about as long: who waits longer has lost them. */
const MAX_RETRY_AFTER_SECONDS = 3600;

/** Tells a status that says that the provider cannot decide now. */
export function isRetryableStatus(status: number): boolean {
  return status >= 500 || RETRYABLE_STATUSES.has(status);
}

/** What to throw for an answer after which another try may work. */
export interface RetryLaterOptions {
  /** For the log. */
  readonly reason: string;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The provider's own words, already cleaned by `providerText`. */
  readonly providerMessage?: string | undefined;
}

/** Reports an answer after which another try may work, with the time that the provider asks for, an hour at most. */
export function retryLaterError({ headers }: EgressResponse, { reason, now, providerMessage }: RetryLaterOptions) {
  const retryAfterSeconds = parseRetryAfter(headers.get('retry-after') ?? '', now);
  return new ProviderUnavailableError(reason, {
    providerMessage,
    ...(retryAfterSeconds !== undefined && { retryAfterSeconds }),
  });
}

/** RFC 9110 section 10.2.3: seconds, or a date. */
function parseRetryAfter(value: string, now: number): number | undefined {
  // `Date.parse` alone would take a negative number for a year.
  const isDate = /^[A-Z][a-z]+, /.test(value);
  const seconds = /^\d+$/.test(value) ? Number(value) : isDate ? Math.ceil((Date.parse(value) - now) / 1000) : 0;
  return seconds > 0 ? Math.min(seconds, MAX_RETRY_AFTER_SECONDS) : undefined;
}
