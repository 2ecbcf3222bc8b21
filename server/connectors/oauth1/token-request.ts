import type { EmbedError } from '../../errors.ts';
import { InvalidCredentialsError, ProviderDeniedError, ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, ProviderAccess } from '../auth-type.ts';
import { translateEgressError, isRetryableStatus, retryLaterError } from '../provider-failure.ts';
import { sanitizeProviderText, secretVariants } from '../provider-text.ts';
import { expandUrl, hostPlaceholderNames } from '../template.ts';
import type { Signer } from './signature.ts';
import { signRequest } from './signature.ts';

/** A request for temporary credentials, or with a token for an access token. */
export interface TokenPairRequest extends Pick<Signer, 'token' | 'protocolParameters'> {
  /** Template of the address. */
  readonly url: string;
}

/** A token with its secret: RFC 5849 sections 2.1 and 2.3. */
export interface TokenPair {
  readonly key: string;
  readonly secret: string;
  /** The whole response. */
  readonly response: URLSearchParams;
}

/** Statuses with which a provider refuses the token of a request. */
const TOKEN_REFUSAL_STATUSES: ReadonlySet<number> = new Set([400, 401, 403]);

/** Codes of the OAuth problem reporting extension that mean that the person, or the provider for them, declined. */
const DENIALS: ReadonlySet<string> = new Set(['user_refused', 'permission_denied']);

/** Tells whether an `oauth_problem` means that the person declined, rather than an error. */
export function isDenial(problem: string | null): boolean {
  return problem !== null && DENIALS.has(problem);
}

/**
 * Requests temporary credentials, or an access token if the request has a token.
 *
 * @throws {ProviderDeniedError} The person declined.
 * @throws {InvalidCredentialsError} The provider refuses the token.
 * @throws {ProviderUnavailableError} The call failed, the response contains no token, or the provider refuses the client.
 * @throws {InvalidRequestError} An entered value leads to an address that is not allowed.
 */
export async function requestTokenPair(
  { auth, client, values }: AuthContext<AuthOf<'oauth1'>>,
  { url, token, protocolParameters }: TokenPairRequest,
  { egress, signal, now }: ProviderAccess,
): Promise<TokenPair> {
  const request = signRequest(
    { url: expandUrl(url, values), method: 'POST', headers: {} },
    { auth, client, ...(token && { token }), ...(protocolParameters && { protocolParameters }) },
  );
  const response = await egress.request({ ...request, redirects: 'refuse' }, { signal }).catch((error: unknown) => {
    throw translateEgressError(error, hostPlaceholderNames(url));
  });
  const { status } = response;
  if (isRetryableStatus(status)) throw retryLaterError(response, { reason: `status ${status}`, now: now() });
  const form = new URLSearchParams(response.body.trim());
  // Some providers report an error with status 200.
  if (status >= 300 || form.has('oauth_problem')) {
    const secrets = [client.clientSecret ?? '', token?.secret ?? '', ...Object.values(protocolParameters ?? {})];
    throw refusalError({ status, form, hadToken: token !== undefined, secrets: secretVariants(secrets, request) });
  }
  const [key, secret] = [form.get('oauth_token') ?? '', form.get('oauth_token_secret')];
  if (key === '' || secret === null) throw new ProviderUnavailableError('the response contains no token');
  return { key, secret, response: form };
}

interface RefusedTokenRequest {
  readonly status: number;
  readonly form: URLSearchParams;
  readonly hadToken: boolean;
  readonly secrets: readonly string[];
}

function refusalError({ status, form, hadToken, secrets }: RefusedTokenRequest): EmbedError {
  const problem = form.get('oauth_problem') ?? '';
  const providerMessage = sanitizeProviderText(form.get('oauth_problem_advice'), secrets);
  if (isDenial(problem)) return new ProviderDeniedError(providerMessage);
  if (hadToken && (status < 300 || TOKEN_REFUSAL_STATUSES.has(status)))
    return new InvalidCredentialsError(providerMessage);
  const code = sanitizeProviderText(problem, secrets) ?? '';
  const reason = /^[a-z_]{1,40}$/.test(code) ? `status ${status}, ${code}` : `status ${status}`;
  return new ProviderUnavailableError(reason, { retry: 'operator', providerMessage });
}
