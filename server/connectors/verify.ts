import type { EgressResponse } from '../egress.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { ProviderAccess } from './auth-type.ts';
import { connectorFields } from './connector-view.ts';
import type { ConnectorDefinition } from './definition.ts';
import { explainEgress } from './egress-problem.ts';
import { readPath } from './json-path.ts';
import { isLater, tryLater } from './oauth/try-later.ts';
import { providerText } from './provider-text.ts';
import { secretSpellings } from './secret-spellings.ts';
import type { Credentials } from './stored-credentials.ts';
import { verifyRequest } from './verify-request.ts';

/** What is known after credentials were tried and not refused. */
export interface Verified {
  /** `false`: the connector says no way to try them, and nobody was asked. */
  readonly verified: boolean;
  /** Who the system says this is. Plain text of at most 200 characters. */
  readonly account?: string;
}

/**
 * Tries credentials against the external system with one request.
 *
 * @throws {InvalidCredentialsError} The system refused them.
 * @throws {ProviderUnavailableError} It could not be asked, or did not say yes or no. They may be right.
 * @throws {InvalidRequestError} What was typed leads to an address that may not be reached.
 */
export async function verifyCredentials(
  definition: ConnectorDefinition,
  credentials: Credentials,
  { egress, now, signal }: ProviderAccess,
): Promise<Verified> {
  const { verify } = definition;
  if (verify === undefined) return { verified: false };
  const request = await verifyRequest(definition, verify, credentials);
  // Another origin gets no credentials, so its answer says nothing about them. Often it is the system's login page.
  const answer = await egress.request({ ...request, redirects: 'same-origin' }, { signal }).catch((error: unknown) => {
    throw explainEgress(error, Object.keys(definition.inputs));
  });

  const { status } = answer;
  if (isLater(status)) throw tryLater(answer, { reason: `status ${status}`, now: now() });
  if (status < 200 || (status >= 300 && status < 400)) throw new ProviderUnavailableError(`status ${status}`);
  const json = parsedBody(answer);
  const secrets = secretSpellings(secretsIn(definition, credentials), request);
  const accepted = status < 300 && (!verify.expect || readPath(json, verify.expect.path) === verify.expect.equals);
  if (!accepted) {
    const said = verify.error === undefined ? undefined : readPath(json, verify.error);
    throw new InvalidCredentialsError(providerText(said, secrets));
  }
  const account = verify.account === undefined ? undefined : providerText(readPath(json, verify.account), secrets);
  return { verified: true, ...(account !== undefined && { account }) };
}

function parsedBody({ body }: EgressResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Some systems answer with a page; then there is nothing to read from it.
    return undefined;
  }
}

function secretsIn(definition: ConnectorDefinition, { values, tokens }: Credentials): readonly string[] {
  const typed = connectorFields(definition)
    .filter(({ kind }) => kind === 'password')
    .map(({ name }) => values[name] ?? '');
  return [...typed, tokens?.accessToken ?? '', tokens?.refreshToken ?? '', tokens?.tokenSecret ?? ''];
}
