import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { sanitizeProviderText } from '../provider-text.ts';
import { findErrorCode } from './oauth-error-codes.ts';

/**
 * Converts the error parameters of a callback (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6).
 *
 * The message is not trustworthy: anyone can build a callback address and put any text into it.
 *
 * @param secrets Texts that the message must not show.
 */
export function callbackError(parameters: URLSearchParams, secrets: readonly string[]): EmbedError {
  const error = parameters.get('error');
  const known = findErrorCode(error);
  const description = parameters.get('error_description');
  const providerMessage =
    sanitizeProviderText(description, secrets) ?? (known ? undefined : sanitizeProviderText(error, secrets));
  // In a window that a person sees, this code means that the person declined.
  if (known?.code === 'consent_required') return new ProviderDeniedError(providerMessage);
  const reason = `the sign-in ended with ${known?.code ?? 'an unknown error'}`;
  switch (known?.meaning) {
    case 'denied':
      return new ProviderDeniedError(providerMessage);
    case 'refused':
      return new InvalidCredentialsError(providerMessage);
    case 'client':
    case 'operator':
      return new ProviderUnavailableError(reason, { retry: 'operator', providerMessage });
    case 'later':
    case undefined:
      return new ProviderUnavailableError(reason, { providerMessage });
  }
}
