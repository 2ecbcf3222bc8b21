import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import { providerText } from '../provider-text.ts';
import { knownFault } from './fault-codes.ts';

/**
 * Finds out what an error means that came back in the address from the sign-in (RFC 6749 section 4.1.2.1, OpenID
 * Connect Core section 3.1.2.6). Its words may be anybody's: whoever makes the address writes them.
 *
 * @param secrets What must not be shown.
 */
export function callbackFault(parameters: URLSearchParams, secrets: readonly string[]): EmbedError {
  const error = parameters.get('error');
  const fault = knownFault(error);
  const words = parameters.get('error_description');
  const said = providerText(words, secrets) ?? (fault ? undefined : providerText(error, secrets));
  // In a window with a person before it, this is what becomes of "no".
  if (fault?.code === 'consent_required') return new ProviderDeniedError(said);
  const reason = `the sign-in ended with ${fault?.code ?? 'an unknown error'}`;
  switch (fault?.meaning) {
    case 'denied':
      return new ProviderDeniedError(said);
    case 'refused':
      return new InvalidCredentialsError(said);
    case 'client':
    case 'operator':
      return new ProviderUnavailableError(reason, { retry: 'operator', providerMessage: said });
    case 'later':
    case undefined:
      return new ProviderUnavailableError(reason, { providerMessage: said });
  }
}
