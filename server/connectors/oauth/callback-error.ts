import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { sanitizeProviderText } from '../provider-text.ts';
import { findErrorCode } from './oauth-error-codes.ts';

/**
 * Finds out what an error means that came back in the address from the sign-in (RFC 6749 section 4.1.2.1, OpenID
 * Connect Core section 3.1.2.6). Its words may be anybody's: whoever makes the address writes them.
 *
 * @param secrets What must not be shown.
 */
export function callbackError(parameters: URLSearchParams, secrets: readonly string[]): EmbedError {
  const error = parameters.get('error');
  const known = findErrorCode(error);
  const words = parameters.get('error_description');
  const providerMessage =
    sanitizeProviderText(words, secrets) ?? (known ? undefined : sanitizeProviderText(error, secrets));
  // In a window with a person before it, this is what becomes of "no".
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
