import type { EgressResponse } from '../egress.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { ProviderAccess, OutboundRequest } from './auth-type.ts';
import { authenticator, connectorFields } from './auth-types.ts';
import type { ConnectorDefinition } from './definition.ts';
import { translateEgressError, isRetryableStatus, retryLaterError } from './provider-failure.ts';
import { sanitizeProviderText, secretVariants } from './provider-text.ts';
import { readPath, mappedCaptures } from './captures.ts';
import type { Credentials } from './stored-credentials.ts';
import { withHeader } from './auth-type.ts';
import { templateValues } from './stored-credentials.ts';
import { expandHeader, expandUrl } from './template.ts';

/** The result for credentials that the provider did not refuse. */
export interface VerifyResult {
  /** `false` if the connector has no `verify`, so the provider was not called. */
  readonly verified: boolean;
  /** The account that the provider reports. Plain text of at most 200 characters. */
  readonly account?: string;
}

/**
 * Verifies credentials that a person has just entered, with one request to the provider. Any 4xx is a refusal.
 *
 * @throws {InvalidCredentialsError} The provider refused the credentials.
 * @throws {ProviderUnavailableError} The call failed, or its response is inconclusive. The credentials may be right.
 * @throws {InvalidRequestError} An entered value leads to an address that is not allowed.
 */
export async function verifyCredentials(
  definition: ConnectorDefinition,
  credentials: Credentials,
  access: ProviderAccess,
): Promise<VerifyResult> {
  const { verify } = definition;
  if (verify === undefined) return { verified: false };
  const outcome = await sendVerifyRequest(definition, verify, credentials, access);
  if (outcome.kind === 'refused') throw new InvalidCredentialsError(outcome.providerMessage);
  return outcome.verified;
}

/** Statuses with which providers refuse credentials. Other 4xx are about the request: its address may have changed. */
const CREDENTIAL_REFUSAL_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/**
 * Verifies stored credentials that the provider accepted before.
 *
 * No person is present who could retry, so only a response about the credentials counts as a refusal. Resolves to
 * `undefined`, with nothing sent, if the credentials do not fit the current definition or the connector has no `verify`.
 *
 * @throws {InvalidCredentialsError} The provider refused the credentials.
 * @throws {ProviderUnavailableError} The call failed, or its response is inconclusive.
 */
export async function verifyStoredCredentials(
  definition: ConnectorDefinition,
  credentials: Credentials,
  access: ProviderAccess,
): Promise<VerifyResult | undefined> {
  const { verify } = definition;
  if (verify === undefined || !hasRequiredCredentials(definition, credentials)) return undefined;
  const outcome = await sendVerifyRequest(definition, verify, credentials, access);
  if (outcome.kind === 'accepted') return outcome.verified;
  const reason = inconclusiveReason(verify, outcome);
  if (reason === undefined) throw new InvalidCredentialsError(outcome.providerMessage);
  throw new ProviderUnavailableError(reason, { retry: 'operator', providerMessage: outcome.providerMessage });
}

/** Returns why a response neither accepts nor refuses the credentials, or `undefined` if it refuses them. */
function inconclusiveReason({ expect }: VerifyDefinition, { response, json }: RefusedOutcome): string | undefined {
  const { status } = response;
  if (status < 300) {
    // A maintenance page or a response in an unknown format has no value at this path.
    const isAbsent = expect !== undefined && (readPath(json, expect.path) ?? undefined) === undefined;
    return isAbsent ? `status ${status} and no value at ${expect.path}` : undefined;
  }
  if (!CREDENTIAL_REFUSAL_STATUSES.has(status)) return `status ${status}`;
  // Firewalls and proxies respond with web pages too, but not with 401, which asks for credentials.
  return status !== 401 && isWebPage(response) ? `status ${status} and a web page` : undefined;
}

function isWebPage({ headers, body }: EgressResponse): boolean {
  const text = body.trimStart();
  // The media type alone is no proof, because some APIs label every response as HTML.
  return /^<(?:!doctype\s+html|html)\b/i.test(text) || (isHtmlType(headers) && text.startsWith('<'));
}

function isHtmlType(headers: EgressResponse['headers']): boolean {
  return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(headers.get('content-type') ?? '');
}

function hasRequiredCredentials(definition: ConnectorDefinition, { values, tokens }: Credentials): boolean {
  const { signIn, issue } = authenticator(definition);
  const hasValues = connectorFields(definition).every(({ name, required }) => !required || (values[name] ?? '') !== '');
  return hasValues && (tokens !== undefined || !(signIn ?? issue));
}

type VerifyOutcome = { readonly kind: 'accepted'; readonly verified: VerifyResult } | RefusedOutcome;

interface RefusedOutcome {
  readonly kind: 'refused';
  readonly response: EgressResponse;
  /** The parsed body of the response. `undefined` if it is not JSON. */
  readonly json: unknown;
  /** The provider's message, sanitized. */
  readonly providerMessage: string | undefined;
}

async function sendVerifyRequest(
  definition: ConnectorDefinition,
  verify: VerifyDefinition,
  credentials: Credentials,
  { egress, now, signal }: ProviderAccess,
): Promise<VerifyOutcome> {
  const request = await buildVerifyRequest(definition, verify, credentials);
  // Another origin gets no credentials, so its response says nothing about them. It is often the provider's login page.
  const response = await egress
    .request({ ...request, redirects: 'same-origin' }, { signal })
    .catch((error: unknown) => {
      throw translateEgressError(error, Object.keys(definition.inputs));
    });

  const { status } = response;
  if (isRetryableStatus(status)) throw retryLaterError(response, { reason: `status ${status}`, now: now() });
  if (status < 200 || (status >= 300 && status < 400)) throw new ProviderUnavailableError(`status ${status}`);
  const json = parseJsonBody(response);
  const secrets = secretVariants(credentialSecrets(definition, credentials), request);
  const accepted = status < 300 && (!verify.expect || readPath(json, verify.expect.path) === verify.expect.equals);
  if (!accepted) {
    const providerMessage = verify.error === undefined ? undefined : readPath(json, verify.error);
    return { kind: 'refused', response, json, providerMessage: sanitizeProviderText(providerMessage, secrets) };
  }
  const account =
    verify.account === undefined ? undefined : sanitizeProviderText(readPath(json, verify.account), secrets);
  return { kind: 'accepted', verified: { verified: true, ...(account !== undefined && { account }) } };
}

function parseJsonBody({ body }: EgressResponse): unknown {
  try {
    return JSON.parse(body);
  } catch {
    // Some providers respond with a web page, from which nothing can be read.
    return undefined;
  }
}

/** Returns the secret parts of credentials: fields of kind `password`, and tokens. */
export function credentialSecrets(definition: ConnectorDefinition, { values, tokens }: Credentials): readonly string[] {
  const passwords = connectorFields(definition)
    .filter(({ kind }) => kind === 'password')
    .map(({ name }) => values[name] ?? '');
  return [...passwords, tokens?.accessToken ?? '', tokens?.refreshToken ?? '', tokens?.tokenSecret ?? ''];
}

/** The part of a definition that says how to verify credentials. */
type VerifyDefinition = NonNullable<ConnectorDefinition['verify']>;

/**
 * Builds the request that verifies credentials.
 *
 * @throws {InvalidRequestError} A value cannot be sent where the definition puts it.
 */
export async function buildVerifyRequest(
  definition: ConnectorDefinition,
  verify: VerifyDefinition,
  credentials: Credentials,
): Promise<OutboundRequest & Required<Pick<OutboundRequest, 'method'>>> {
  const { method, body } = verify;
  const values = templateValues(credentials);
  const headers = { accept: 'application/json', ...(body !== undefined && { 'content-type': 'application/json' }) };
  const url = expandUrl(verify.url, values, mappedCaptures(definition.auth));
  let request: OutboundRequest = { url, headers, method, ...(body !== undefined && { body }) };
  for (const [name, template] of Object.entries(verify.headers)) {
    request = withHeader(request, name, expandHeader(template, values));
  }
  return { ...(await authenticator(definition).authorize(credentials, request)), method };
}
