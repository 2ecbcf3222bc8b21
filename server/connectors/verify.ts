import type { EgressResponse } from '../egress.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { ProviderAccess } from './auth-type.ts';
import { boundAuth } from './auth-types.ts';
import { connectorFields } from './connector-view.ts';
import type { ConnectorDefinition } from './definition.ts';
import { explainEgress } from './egress-problem.ts';
import { readPath } from './json-path.ts';
import { isLater, tryLater } from './oauth/try-later.ts';
import { providerText } from './provider-text.ts';
import { secretSpellings } from './secret-spellings.ts';
import type { Credentials } from './stored-credentials.ts';
import { verifyRequest } from './verify-request.ts';
import type { Verification } from './verify-request.ts';

/** What is known after credentials were tried and not refused. */
export interface Verified {
  /** `false`: the connector has no way to verify them, so the provider was not asked. */
  readonly verified: boolean;
  /** Who the system says this is. Plain text of at most 200 characters. */
  readonly account?: string;
}

/**
 * Tries credentials that a person has just given, with one request to the provider. Any 4xx counts as a refusal.
 *
 * @throws {InvalidCredentialsError} The provider refused them.
 * @throws {ProviderUnavailableError} It could not be asked, or did not say yes or no. They may be right.
 * @throws {InvalidRequestError} What was typed leads to an address that may not be reached.
 */
export async function verifyCredentials(
  definition: ConnectorDefinition,
  credentials: Credentials,
  access: ProviderAccess,
): Promise<Verified> {
  const { verify } = definition;
  if (verify === undefined) return { verified: false };
  const outcome = await attempt(definition, verify, credentials, access);
  if (outcome.kind === 'refused') throw new InvalidCredentialsError(outcome.words);
  return outcome.verified;
}

/** Statuses by which providers refuse credentials. Any other 4xx is about the request: its address may have changed. */
const REFUSES_CREDENTIALS: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/**
 * Tries stored credentials that the provider accepted before. No person is there to try again, so only an answer about
 * the credentials counts as a refusal. Resolves to `undefined`, with nothing sent, when they do not fit the connector as
 * it is defined now, or when it has no way to verify them.
 *
 * @throws {InvalidCredentialsError} The provider refused them.
 * @throws {ProviderUnavailableError} It could not be asked, or did not say yes or no.
 */
export async function verifyStored(
  definition: ConnectorDefinition,
  credentials: Credentials,
  access: ProviderAccess,
): Promise<Verified | undefined> {
  const { verify } = definition;
  if (verify === undefined || !fits(definition, credentials)) return undefined;
  const outcome = await attempt(definition, verify, credentials, access);
  if (outcome.kind === 'accepted') return outcome.verified;
  const reason = whyNoRefusal(verify, outcome);
  if (reason === undefined) throw new InvalidCredentialsError(outcome.words);
  throw new ProviderUnavailableError(reason, { retry: 'operator', providerMessage: outcome.words });
}

/** Why an answer that accepts no credentials does not refuse them either. `undefined`: it does refuse them. */
function whyNoRefusal({ expect }: Verification, { answer, json }: Refused): string | undefined {
  const { status } = answer;
  if (status < 300) {
    // A page about maintenance has no such value, nor has an answer in a form that the connector does not know.
    const isAbsent = expect !== undefined && (readPath(json, expect.path) ?? undefined) === undefined;
    return isAbsent ? `status ${status} and no value at ${expect.path}` : undefined;
  }
  if (!REFUSES_CREDENTIALS.has(status)) return `status ${status}`;
  // Firewalls and proxies answer with pages too, but not with 401, by which servers ask for credentials.
  return status !== 401 && isWebPage(answer) ? `status ${status} and a web page` : undefined;
}

function isWebPage({ headers, body }: EgressResponse): boolean {
  const text = body.trimStart();
  // The media type alone proves nothing: some APIs call every answer HTML.
  return /^<(?:!doctype\s+html|html)\b/i.test(text) || (isHtmlType(headers) && text.startsWith('<'));
}

function isHtmlType(headers: EgressResponse['headers']): boolean {
  return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(headers.get('content-type') ?? '');
}

function fits(definition: ConnectorDefinition, { values, tokens }: Credentials): boolean {
  const { signIn, obtain } = boundAuth(definition);
  const given = connectorFields(definition).every(({ name, required }) => !required || (values[name] ?? '') !== '');
  return given && (tokens !== undefined || !(signIn ?? obtain));
}

type Outcome = { readonly kind: 'accepted'; readonly verified: Verified } | Refused;

interface Refused {
  readonly kind: 'refused';
  readonly answer: EgressResponse;
  /** The body of the answer, parsed. `undefined`: it is no JSON. */
  readonly json: unknown;
  /** The provider's own words, cleaned. */
  readonly words: string | undefined;
}

async function attempt(
  definition: ConnectorDefinition,
  verify: Verification,
  credentials: Credentials,
  { egress, now, signal }: ProviderAccess,
): Promise<Outcome> {
  const request = await verifyRequest(definition, verify, credentials);
  // Another origin gets no credentials, so its answer says nothing about them. Often it is the provider's login page.
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
    return { kind: 'refused', answer, json, words: providerText(said, secrets) };
  }
  const account = verify.account === undefined ? undefined : providerText(readPath(json, verify.account), secrets);
  return { kind: 'accepted', verified: { verified: true, ...(account !== undefined && { account }) } };
}

function parsedBody({ body }: EgressResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Some systems answer with a page; then there is nothing to read from it.
    return undefined;
  }
}

/** The secret parts of credentials: fields of kind `password`, and tokens. */
export function secretsIn(definition: ConnectorDefinition, { values, tokens }: Credentials): readonly string[] {
  const typed = connectorFields(definition)
    .filter(({ kind }) => kind === 'password')
    .map(({ name }) => values[name] ?? '');
  return [...typed, tokens?.accessToken ?? '', tokens?.refreshToken ?? '', tokens?.tokenSecret ?? ''];
}
