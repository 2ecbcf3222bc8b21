import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, ProviderAccess } from '../auth-type.ts';
import { readCaptures } from '../captures.ts';
import { translateEgressError, isRetryableStatus, retryLaterError } from '../provider-failure.ts';
import { readPath } from '../json-path.ts';
import type { Values } from '../template.ts';
import { withToken } from '../auth-type.ts';
import { endpointUrl, hostInputs } from './endpoint-url.ts';

/** The result of a sign-in so far, for the request that discovers further values. */
export interface DiscoveryOptions {
  readonly accessToken: string;
  /** Values that the sign-in has captured so far, by name. */
  readonly captured: Values;
}

/**
 * Requests `discovery` of a definition with a new token, and captures values from the response. Makes no request if the
 * definition has no `discovery`.
 *
 * @throws {ProviderUnavailableError} The call failed, or a required value is missing.
 * @throws {InvalidRequestError} An entered value leads to an address that is not allowed.
 */
export async function discoverCaptures(
  context: AuthContext<AuthOf<'oauth2'>>,
  { accessToken, captured }: DiscoveryOptions,
  { egress, signal, now }: ProviderAccess,
): Promise<Values> {
  const { auth } = context;
  if (auth.discovery === undefined) return {};
  const endpoint = { template: auth.discovery, context, captured };
  const bare = { url: endpointUrl(endpoint), headers: { accept: 'application/json' } };
  const request = withToken(bare, auth.use, accessToken);
  const response = await egress
    .request({ ...request, method: 'GET', redirects: 'refuse' }, { signal })
    .catch((error: unknown) => {
      throw translateEgressError(error, hostInputs(endpoint));
    });
  const json = parseJsonResponse(response, now());
  return readCaptures(auth.capture, 'discovery', (path) => readPath(json, path));
}

function parseJsonResponse(response: EgressResponse, now: number): unknown {
  const { status, body } = response;
  const reason = `status ${status} after the sign-in`;
  if (isRetryableStatus(status)) throw retryLaterError(response, { reason, now });
  if (status < 200 || status >= 300) throw new ProviderUnavailableError(reason, { retry: 'operator' });
  try {
    return JSON.parse(body);
  } catch {
    // Without the cause, because the parser's message quotes the response.
    throw new ProviderUnavailableError('the response after the sign-in is not JSON');
  }
}
