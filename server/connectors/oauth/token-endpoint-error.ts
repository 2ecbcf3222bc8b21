import type { EgressResponse } from '../../egress.ts';
import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { isRetryableStatus, retryLaterError } from '../provider-failure.ts';
import { sanitizeProviderText } from '../provider-text.ts';
import type { TokenErrorResponse } from '../token-response.ts';
import { findErrorCode } from './oauth-error-codes.ts';
import type { ErrorMeaning } from './oauth-error-codes.ts';

/** The parts of a token request that determine what its refusal means. */
export interface TokenRequestContext {
  /** `sign_in`: the request has a code. `credentials`: a person has just entered them. `refresh`: no person is present. */
  readonly purpose: 'sign_in' | 'credentials' | 'refresh';
  /** Whether a person entered the client id and secret. Otherwise they are the operator's. */
  readonly clientFromUser: boolean;
}

/** A refusal, with what is needed to classify it. */
export interface TokenErrorOptions extends TokenRequestContext {
  readonly refusal: Pick<TokenErrorResponse, 'error' | 'description'>;
  /** Secrets that the provider's message may repeat. */
  readonly secrets: readonly string[];
  /** Milliseconds since 1970. */
  readonly now: number;
}

/** Statuses that mean, even without an error code, that the address or the client is wrong. */
const OPERATOR_STATUSES: ReadonlySet<number> = new Set([401, 403, 404, 405, 406, 410, 411, 415]);

/** Statuses that mean, even without an error code, that the entered credentials are refused. */
const CREDENTIAL_REFUSAL_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/**
 * Classifies a refusal of a token endpoint (RFC 6749 section 5.2).
 *
 * Only an explicit error code is final, because a final refusal deletes the refresh token. The error contains no part of the
 * request, and only a sanitized message of the response.
 */
export function tokenEndpointError(response: EgressResponse, options: TokenErrorOptions): EmbedError {
  const { refusal, secrets, now } = options;
  const { status } = response;
  const known = findErrorCode(refusal.error);
  // Without a description, an unknown code is the best message to show.
  const providerMessage =
    sanitizeProviderText(refusal.description, secrets) ??
    (known ? undefined : sanitizeProviderText(refusal.error, secrets));
  const reason = `status ${status}${known ? `, ${known.code}` : ''}`;
  // The status comes before the code, because the response of a provider that is down is not its final answer.
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

/** Returns the meaning of a refusal without a known error code. */
function meaningOfStatus(status: number, { purpose, refusal }: TokenErrorOptions): ErrorMeaning {
  if (purpose === 'credentials' && CREDENTIAL_REFUSAL_STATUSES.has(status)) return 'refused';
  if (status === 401) return 'client';
  if (OPERATOR_STATUSES.has(status)) return 'operator';
  // An unknown code needs the operator. A response without any code may come from a faulty proxy, so a retry may work.
  return typeof refusal.error === 'string' && refusal.error !== '' ? 'operator' : 'later';
}

function resolveMeaning(
  meaning: ErrorMeaning,
  { purpose, clientFromUser }: TokenRequestContext,
): Exclude<ErrorMeaning, 'client'> {
  if (meaning === 'client') return clientFromUser ? 'refused' : 'operator';
  if (meaning !== 'denied' || purpose === 'sign_in') return meaning;
  // No person was asked, so no person declined. The cause is a policy of the provider, which can change.
  return purpose === 'credentials' ? 'refused' : 'operator';
}
