import type { EgressResponse } from '../../egress.ts';
import { ProviderUnavailableError } from '../../errors.ts';
import type { AuthContext, AuthOf, ProviderAccess } from '../auth-type.ts';
import { capturedFrom } from '../captured.ts';
import { explainEgress } from '../egress-problem.ts';
import { readPath } from '../json-path.ts';
import type { Values } from '../template.ts';
import { withToken } from '../token-use.ts';
import { endpointUrl, hostInputs } from './endpoint-url.ts';
import { isLater, tryLater } from './try-later.ts';

/** What is known when a system is asked about itself. */
export interface Known {
  readonly accessToken: string;
  /** What the sign-in has brought so far, by name. */
  readonly captured: Values;
}

/**
 * Asks a system, with a new token, for what the definition captures from its answer. Asks nothing where it says nothing.
 *
 * @throws {ProviderUnavailableError} For the operator where the system says no, or what is required is missing.
 * @throws {InvalidRequestError} What was typed leads to an address that may not be reached.
 */
export async function discovered(
  context: AuthContext<AuthOf<'oauth2'>>,
  { accessToken, captured }: Known,
  { egress, signal, now }: ProviderAccess,
): Promise<Values> {
  const { auth } = context;
  if (auth.discovery === undefined) return {};
  const endpoint = { template: auth.discovery, context, captured };
  const bare = { url: endpointUrl(endpoint), headers: { accept: 'application/json' } };
  const request = withToken(bare, auth.use, accessToken);
  const answer = await egress
    .request({ ...request, method: 'GET', redirects: 'refuse' }, { signal })
    .catch((error: unknown) => {
      throw explainEgress(error, hostInputs(endpoint));
    });
  const json = readJson(answer, now());
  return capturedFrom(auth.capture, 'discovery', (path) => readPath(json, path));
}

function readJson(answer: EgressResponse, now: number): unknown {
  const { status, body } = answer;
  const reason = `status ${status} after the sign-in`;
  if (isLater(status)) throw tryLater(answer, { reason, now });
  if (status < 200 || status >= 300) throw new ProviderUnavailableError(reason, { retry: 'operator' });
  try {
    return JSON.parse(body);
  } catch {
    // The parser quotes what it could not read.
    throw new ProviderUnavailableError('what it answered after the sign-in is not JSON');
  }
}
