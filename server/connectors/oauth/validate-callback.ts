import {
  AuthorizationResponseError,
  OperationProcessingError,
  UnsupportedOperationError,
  validateAuthResponse,
} from 'oauth4webapi';
import type { AuthorizationServer } from 'oauth4webapi';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, SignInCallback } from '../auth-type.ts';
import { secretVariants } from '../secret-variants.ts';
import { expandWith } from '../template.ts';
import { callbackError } from './callback-error.ts';

type Context = AuthContext<AuthOf<'oauth2'>>;

/** RFC 6749 section 4.1.2: parameters that are not known are to be ignored. */
const READ_PARAMETERS = ['code', 'state', 'iss', 'error', 'error_description'] as const;

/** What `iss` has to be. RFC 9207 section 2.4 compares text, so this is no `URL`. */
export function expectedIssuer({ auth, values }: Context): string | undefined {
  return auth.issuer === undefined ? undefined : expandWith(auth.issuer, values, (value) => encodeURIComponent(value));
}

/** Tells whether a return comes from the provider that the run was begun with: RFC 9207 section 2.4. */
export function isFromIssuer(context: Context, parameters: URLSearchParams): boolean {
  const [iss, ...repeated] = parameters.getAll('iss');
  const expected = expectedIssuer(context);
  if (repeated.length > 0) return false;
  if (expected === undefined) return true;
  return iss === undefined ? !context.auth.issuerRequired : iss === expected;
}

/**
 * Returns what a browser brought, in the form that the library takes a code from.
 *
 * @throws As `callbackFault` says; {@link ProviderUnavailableError} for what is no answer of RFC 6749 section 4.1.2.
 */
export function validateCallback(context: Context, callback: SignInCallback): URLSearchParams {
  const issuer = expectedIssuer(context);
  // The library wants a name. Where none is configured, `iss` is not read, and so compared with nothing.
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
    // Neither is attached: they hold the parameters, and with them the code.
    if (!(error instanceof OperationProcessingError || error instanceof UnsupportedOperationError)) throw error;
  }
  throw new ProviderUnavailableError('the return from the sign-in brought neither one code nor one error');
}

/** What a provider may repeat that was in the browser. */
function callbackSecrets({ state, secrets, parameters }: SignInCallback): readonly string[] {
  return secretVariants([state, ...Object.values(secrets), ...parameters.getAll('code')], { headers: {} });
}
