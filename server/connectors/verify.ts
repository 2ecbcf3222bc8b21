import type { EgressResponse } from '../egress.ts';
import { InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { ProviderAccess } from './auth-type.ts';
import { authenticator } from './auth-types.ts';
import { connectorFields } from './connector-view.ts';
import type { ConnectorDefinition } from './definition.ts';
import { translateEgressError } from './translate-egress-error.ts';
import { readPath } from './json-path.ts';
import { isRetryableStatus, retryLaterError } from './oauth/retry-later.ts';
import { sanitizeProviderText } from './provider-text.ts';
import { secretVariants } from './secret-variants.ts';
import type { Credentials } from './stored-credentials.ts';
import { buildVerifyRequest } from './verify-request.ts';
import type { VerifyDefinition } from './verify-request.ts';

/** What is known after credentials were tried and not refused. */
export interface VerifyResult {
  /** `false`: the connector has no way to verify them, so the provider was not asked. */
  readonly verified: boolean;
  /** Who the provider says this is. Plain text of at most 200 characters. */
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
): Promise<VerifyResult> {
  const { verify } = definition;
  if (verify === undefined) return { verified: false };
  const outcome = await sendVerifyRequest(definition, verify, credentials, access);
  if (outcome.kind === 'refused') throw new InvalidCredentialsError(outcome.providerMessage);
  return outcome.verified;
}

/** Statuses by which providers refuse credentials. Any other 4xx is about the request: its address may have changed. */
const CREDENTIAL_REFUSAL_STATUSES: ReadonlySet<number> = new Set([400, 401, 403, 422]);

/**
 * Tries stored credentials that the provider accepted before. No person is there to try again, so only an answer about
 * the credentials counts as a refusal. Resolves to `undefined`, with nothing sent, when they do not fit the connector as
 * it is defined now, or when it has no way to verify them.
 *
 * @throws {InvalidCredentialsError} The provider refused them.
 * @throws {ProviderUnavailableError} It could not be asked, or did not say yes or no.
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

/** Why an answer that accepts no credentials does not refuse them either. `undefined`: it does refuse them. */
function inconclusiveReason({ expect }: VerifyDefinition, { response, json }: RefusedOutcome): string | undefined {
  const { status } = response;
  if (status < 300) {
    // A page about maintenance has no such value, nor has an answer in a form that the connector does not know.
    const isAbsent = expect !== undefined && (readPath(json, expect.path) ?? undefined) === undefined;
    return isAbsent ? `status ${status} and no value at ${expect.path}` : undefined;
  }
  if (!CREDENTIAL_REFUSAL_STATUSES.has(status)) return `status ${status}`;
  // Firewalls and proxies answer with pages too, but not with 401, by which servers ask for credentials.
  return status !== 401 && isWebPage(response) ? `status ${status} and a web page` : undefined;
}

function isWebPage({ headers, body }: EgressResponse): boolean {
  const text = body.trimStart();
  // The media type alone proves nothing: some APIs call every answer HTML.
  return /^<(?:!doctype\s+html|html)\b/i.test(text) || (isHtmlType(headers) && text.startsWith('<'));
}

function isHtmlType(headers: EgressResponse['headers']): boolean {
  return /^\s*(?:text\/html|application\/xhtml\+xml)\b/i.test(headers.get('content-type') ?? '');
}

function hasRequiredCredentials(definition: ConnectorDefinition, { values, tokens }: Credentials): boolean {
  const { signIn, issue } = authenticator(definition);
  const given = connectorFields(definition).every(({ name, required }) => !required || (values[name] ?? '') !== '');
  return given && (tokens !== undefined || !(signIn ?? issue));
}

type VerifyOutcome = { readonly kind: 'accepted'; readonly verified: VerifyResult } | RefusedOutcome;

interface RefusedOutcome {
  readonly kind: 'refused';
  readonly response: EgressResponse;
  /** The body of the answer, parsed. `undefined`: it is no JSON. */
  readonly json: unknown;
  /** The provider's own words, cleaned. */
  readonly providerMessage: string | undefined;
}

async function sendVerifyRequest(
  definition: ConnectorDefinition,
  verify: VerifyDefinition,
  credentials: Credentials,
  { egress, now, signal }: ProviderAccess,
): Promise<VerifyOutcome> {
  const request = await buildVerifyRequest(definition, verify, credentials);
  // Another origin gets no credentials, so its answer says nothing about them. Often it is the provider's login page.
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
    // Some systems answer with a page; then there is nothing to read from it.
    return undefined;
  }
}

/** The secret parts of credentials: fields of kind `password`, and tokens. */
export function credentialSecrets(definition: ConnectorDefinition, { values, tokens }: Credentials): readonly string[] {
  const typed = connectorFields(definition)
    .filter(({ kind }) => kind === 'password')
    .map(({ name }) => values[name] ?? '');
  return [...typed, tokens?.accessToken ?? '', tokens?.refreshToken ?? '', tokens?.tokenSecret ?? ''];
}
