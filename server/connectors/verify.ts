import type { Egress, EgressResponse } from '../egress.ts';
import { EgressFailedError, EgressRefusedError } from '../egress.ts';
import { InvalidCredentialsError, InvalidRequestError, ProviderUnavailableError } from '../errors.ts';
import type { OutboundRequest } from './auth-type.ts';
import { connectorFields } from './connector-view.ts';
import type { Credentials } from './credentials.ts';
import type { ConnectorDefinition } from './definition.ts';
import { readPath } from './json-path.ts';
import { providerText } from './provider-text.ts';
import { verifyRequest } from './verify-request.ts';

/** What is known after credentials were tried and not refused. */
export interface Verified {
  /** `false`: the connector says no way to try them, and nobody was asked. */
  readonly verified: boolean;
  /** Who the system says this is. Plain text of at most 200 characters. */
  readonly account?: string;
}

/** What trying credentials needs. */
export interface VerifyOptions {
  readonly egress: Egress;
  /** Ends the attempt early. */
  readonly signal: AbortSignal;
}

/** What is shorter is no key, and may well be a word of a sentence that repeats nothing. */
const SECRET_LENGTH_MIN = 6;

/** Refusals that say "later", not "no". */
const NOT_NOW: ReadonlySet<number> = new Set([408, 429]);

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
  { egress, signal }: VerifyOptions,
): Promise<Verified> {
  const { verify } = definition;
  if (verify === undefined) return { verified: false };
  const request = await verifyRequest(definition, verify, credentials);
  const answer = await egress.request({ ...request, redirects: 'follow' }, { signal }).catch((error: unknown) => {
    throw explained(error, definition);
  });

  const { status } = answer;
  if (status < 200 || (status >= 300 && status < 400) || status >= 500 || NOT_NOW.has(status)) {
    throw new ProviderUnavailableError(`status ${status}`);
  }
  const json = parsedBody(answer);
  const secrets = secretsIn(definition, credentials, request);
  const accepted = status < 300 && (!verify.expect || readPath(json, verify.expect.path) === verify.expect.equals);
  if (!accepted) {
    const said = verify.error === undefined ? undefined : readPath(json, verify.error);
    throw new InvalidCredentialsError(providerText(said, secrets));
  }
  const account = verify.account === undefined ? undefined : providerText(readPath(json, verify.account), secrets);
  return { verified: true, ...(account !== undefined && { account }) };
}

function explained(error: unknown, { inputs }: ConnectorDefinition): unknown {
  if (error instanceof EgressFailedError) {
    return new ProviderUnavailableError(error.kind, { cause: error });
  }
  if (!(error instanceof EgressRefusedError)) return error;
  const named = Object.keys(inputs);
  // Where nobody could type an address, the mistake is the operator's.
  if (named.length === 0) return new ProviderUnavailableError(`${error.message} See EGRESS_ALLOW`, { cause: error });
  const message = 'This leads to an address that may not be reached from here.';
  return new InvalidRequestError(
    message,
    named.map((name) => ({ path: `values.${name}`, message })),
  );
}

function parsedBody({ body }: EgressResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Some systems answer with a page; then there is nothing to read from it.
    return undefined;
  }
}

/** Everything in a request that its answer may echo and nobody may see, in the spellings that were sent. */
function secretsIn(
  definition: ConnectorDefinition,
  { values, tokens }: Credentials,
  request: OutboundRequest,
): readonly string[] {
  const typed = connectorFields(definition)
    .filter(({ kind }) => kind === 'password')
    .map(({ name }) => values[name] ?? '');
  const given = [tokens?.accessToken ?? '', tokens?.refreshToken ?? '', tokens?.tokenSecret ?? ''];
  const [, sent = ''] = (request.headers['authorization'] ?? '').split(' ');
  const secrets = [...typed, ...given];
  return [...secrets, ...secrets.map(encodeURIComponent), sent].filter(({ length }) => length >= SECRET_LENGTH_MIN);
}
