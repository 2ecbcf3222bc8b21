import {
  AuthorizationResponseError,
  OperationProcessingError,
  UnsupportedOperationError,
  validateAuthResponse,
  calculatePKCECodeChallenge,
} from 'oauth4webapi';
import type { AuthorizationServer } from 'oauth4webapi';
import { ProviderUnavailableError, InvalidCredentialsError, ProviderDeniedError } from '../../errors.ts';
import type { AuthContext, AuthOf, SignInCallback, SignInRequest } from '../auth-type.ts';
import { withQuery } from '../auth-type.ts';
import { secretVariants, sanitizeProviderText } from '../provider-text.ts';
import { expandWith, expandText, expandUrl } from '../template.ts';
import type { EmbedError } from '../../errors.ts';
import { findErrorCode } from './oauth-error-codes.ts';

/**
 * Builds the address where a person signs in (RFC 6749 section 4.1.1, RFC 7636 section 4.3).
 *
 * @param run.verifier The PKCE verifier. Absent for a sign-in without PKCE.
 * @throws {InvalidRequestError} An entered value cannot be part of the address.
 */
export async function buildAuthorizationUrl(
  { auth, client, values }: AuthContext<AuthOf<'oauth2'>>,
  { redirectUri, state, verifier }: SignInRequest & { readonly verifier: string | undefined },
): Promise<URL> {
  const more = Object.entries(auth.authorizationParams).map(
    ([name, template]) => [name, expandText(template, values)] as const,
  );
  const parameters: readonly (readonly [name: string, value: string])[] = [
    ['response_type', 'code'],
    [auth.clientIdParameter, client.clientId ?? ''],
    ['redirect_uri', redirectUri.href],
    [auth.scopeParameter, auth.scopes.join(auth.scopeSeparator)],
    ['state', state],
    ...(verifier === undefined
      ? []
      : ([
          ['code_challenge', await calculatePKCECodeChallenge(verifier)],
          ['code_challenge_method', 'S256'],
        ] as const)),
    ...more,
  ];
  let page = { url: expandUrl(auth.authorizationUrl, values), headers: {} };
  for (const [name, value] of parameters) page = withQuery(page, name, value);
  return page.url;
}

type Context = AuthContext<AuthOf<'oauth2'>>;

/** The parameters that this server reads. RFC 6749 section 4.1.2: it must ignore unknown ones. */
const READ_PARAMETERS = ['code', 'state', 'iss', 'error', 'error_description'] as const;

/** Returns the expected value of `iss`. It is text and not a `URL`, because RFC 9207 section 2.4 compares strings. */
export function expectedIssuer({ auth, values }: Context): string | undefined {
  return auth.issuer === undefined ? undefined : expandWith(auth.issuer, values, (value) => encodeURIComponent(value));
}

/** Tells whether a callback comes from the provider that the sign-in was started at (RFC 9207 section 2.4). */
export function isFromIssuer(context: Context, parameters: URLSearchParams): boolean {
  const [iss, ...repeated] = parameters.getAll('iss');
  const expected = expectedIssuer(context);
  if (repeated.length > 0) return false;
  if (expected === undefined) return true;
  return iss === undefined ? !context.auth.issuerRequired : iss === expected;
}

/**
 * Validates the parameters of a callback and returns them in the form from which the library reads the code.
 *
 * @throws The error of `callbackError`, or {@link ProviderUnavailableError} for a callback that violates RFC 6749 section
 *   4.1.2.
 */
export function validateCallback(context: Context, callback: SignInCallback): URLSearchParams {
  const issuer = expectedIssuer(context);
  // The library requires an issuer. If none is configured, `iss` is not passed on and not compared.
  const server: AuthorizationServer = { issuer: issuer ?? context.auth.authorizationUrl };
  const client = { client_id: context.client.clientId ?? '' };
  const read = READ_PARAMETERS.filter((name) => name !== 'iss' || issuer !== undefined);
  const parameters = new URLSearchParams(
    read.flatMap((name) => callback.parameters.getAll(name).map((value): [string, string] => [name, value])),
  );
  try {
    const checked = validateAuthResponse(server, client, parameters, callback.state);
    if (parameters.getAll('code').length === 1 && parameters.get('code') !== '') return checked;
  } catch (error) {
    if (error instanceof AuthorizationResponseError) throw callbackError(parameters, callbackSecrets(callback));
    // Without the cause, because these errors contain the parameters and thereby the code.
    if (!(error instanceof OperationProcessingError || error instanceof UnsupportedOperationError)) throw error;
  }
  throw new ProviderUnavailableError('the callback contains neither exactly one code nor an error');
}

/** Returns the secrets of a callback that a provider's message may repeat. */
function callbackSecrets({ state, secrets, parameters }: SignInCallback): readonly string[] {
  return secretVariants([state, ...Object.values(secrets), ...parameters.getAll('code')], { headers: {} });
}

/**
 * Converts the error parameters of a callback (RFC 6749 section 4.1.2.1, OpenID Connect Core section 3.1.2.6).
 *
 * The message is not trustworthy: anyone can build a callback address and put any text into it.
 *
 * @param secrets Texts that the message must not show.
 */
function callbackError(parameters: URLSearchParams, secrets: readonly string[]): EmbedError {
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
