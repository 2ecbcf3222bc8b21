import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, ProviderAccess } from '../auth-type.ts';
import { readCaptures } from '../captures.ts';
import { translateEgressError } from '../translate-egress-error.ts';
import { readPath } from '../json-path.ts';
import type { Values } from '../template.ts';
import { withToken } from '../with-token.ts';
import { endpointUrl, hostInputs } from './endpoint-url.ts';
import { isRetryableStatus, retryLaterError } from './retry-later.ts';

/** What is known when a provider is asked about itself. */
export interface DiscoveryOptions {
  readonly accessToken: string;
  /** What the sign-in has brought so far, by name. */
  readonly captured: Values;
}

/**
 * Asks a provider, with a new token, for what the definition captures from its answer. Asks nothing where it says nothing.
 *
 * @throws {ProviderUnavailableError} For the operator where the provider says no, or what is required is missing.
 * @throws {InvalidRequestError} What was typed leads to an address that may not be reached.
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
    // The parser quotes what it could not read.
    throw new ProviderUnavailableError('what it answered after the sign-in is not JSON');
  }
}
