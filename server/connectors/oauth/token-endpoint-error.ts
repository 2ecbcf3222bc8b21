import type { EgressResponse } from '../../egress.ts';
import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { sanitizeProviderText } from '../provider-text.ts';
import type { TokenErrorResponse } from '../token-response.ts';
import { findErrorCode } from './oauth-error-codes.ts';
import type { ErrorMeaning } from './oauth-error-codes.ts';
import { isRetryableStatus, retryLaterError } from './retry-later.ts';

/** What a token endpoint was asked, as far as it matters for what its refusal means. */
export interface TokenRequestContext {
  /** `sign_in`: with a code. `typed`: with what a person has just typed. `refresh`: with nobody there. */
  readonly purpose: 'sign_in' | 'credentials' | 'refresh';
  /** Whether a person typed the client id and secret. Else they are the operator's. */
  readonly clientFromUser: boolean;
}

/** What a refusal is judged by. */
export interface TokenErrorOptions extends TokenRequestContext {
  readonly refusal: Pick<TokenErrorResponse, 'error' | 'description'>;
  /** What the provider may have repeated in its words. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Statuses with which a provider says that the address or who asks is wrong, also where it has no word for it. */
const OPERATOR_STATUSES: ReadonlySet<number> = new Set([401, 403, 404, 405, 406, 410, 411, 415]);

/** Statuses with which providers refuse what was typed, also where they have no word for it. */
const CREDENTIAL_REFUSAL_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/**
 * Finds out what a refusal of a token endpoint means (RFC 6749 section 5.2).
 *
 * Only what the provider says in so many words is final: after it, a refresh token is thrown away. The error holds no
 * part of the request, and of the answer only words that may be shown.
 */
export function tokenEndpointError(response: EgressResponse, options: TokenErrorOptions): EmbedError {
  const { refusal, secrets, now } = options;
  const { status } = response;
  const known = findErrorCode(refusal.error);
  // Where a code is unknown and nothing else is said, it is the best there is to show.
  const providerMessage =
    sanitizeProviderText(refusal.description, secrets) ??
    (known ? undefined : sanitizeProviderText(refusal.error, secrets));
  const reason = `status ${status}${known ? `, ${known.code}` : ''}`;
  // Before the code: what stands in the page of a broken system is not its last word.
  const meaning = isRetryableStatus(status) ? 'later' : (known?.meaning ?? meaningOfStatus(status, options));
  switch (resolveMeaning(meaning, options)) {
    case 'refused':
      return new InvalidCredentialsError(providerMessage);
    case 'denied':
      return new ProviderDeniedError(providerMessage);
    case 'later':
      return retryLaterError(response, { reason, now, providerMessage });
    case 'operator':
      return new ProviderUnavailableError(reason, { retry: 'operator', providerMessage });
  }
}

/** Without a code that is known. */
function meaningOfStatus(status: number, { purpose, refusal }: TokenErrorOptions): ErrorMeaning {
  if (purpose === 'credentials' && CREDENTIAL_REFUSAL_STATUSES.has(status)) return 'refused';
  if (status === 401) return 'client';
  if (OPERATOR_STATUSES.has(status)) return 'operator';
  // A word that is not known does not pass by itself. No word at all may be a proxy that has a bad day.
  return typeof refusal.error === 'string' && refusal.error !== '' ? 'operator' : 'later';
}

function resolveMeaning(
  meaning: ErrorMeaning,
  { purpose, clientFromUser }: TokenRequestContext,
): Exclude<ErrorMeaning, 'client'> {
  if (meaning === 'client') return clientFromUser ? 'refused' : 'operator';
  if (meaning !== 'denied' || purpose === 'sign_in') return meaning;
  // Nobody was asked, so nobody declined: it is a rule of the provider, which can change.
  return purpose === 'credentials' ? 'refused' : 'operator';
}
