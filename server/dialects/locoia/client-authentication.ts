import { isAbsent, readId, readText } from '../../auth/claim-values.ts';
import { visibleConnector } from '../../connections/visible-connections.ts';
import type { OrganizationConfig } from '../../config/config.ts';
import type { HostCredential, UnusableHostCredential } from '../../connections/host-managed.ts';
import { authenticator, connectorFields } from '../../connectors/auth-types.ts';
import { captures, readCaptures } from '../../connectors/captures.ts';
import { readCredentials } from '../../connectors/credentials.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import type { Tokens } from '../../connectors/stored-credentials.ts';
import { InvalidRequestError, ProviderUnavailableError, TokenInvalidError } from '../../errors.ts';
import { isJsonObject } from '../../json-object.ts';
import type { JsonObject } from '../../json-object.ts';

const CLAIM = 'client_authentication';

/** Members whose value can be a field or an input of the same name. */
const TEXT_MEMBERS = ['auth_token', 'refresh_token', 'username', 'password', 'api_endpoint'] as const;

/** The members that fill fields of another name, by auth type and field. */
const MEMBERS_OF_FIELDS: { readonly [type: string]: Readonly<Record<string, (typeof TEXT_MEMBERS)[number]>> } = {
  api_key: { api_key: 'auth_token' },
  oauth2_client_credentials: { client_id: 'username', client_secret: 'password' },
  aws_sigv4: { access_key_id: 'username', secret_access_key: 'password' },
};

/** What RFC 6750 section 2.1 and every header allow. */
const TOKEN_PATTERN = /^[\x21-\x7e]{1,4096}$/;

/** The claim cannot be used. The message is for developers, and has no value of the claim. */
class ClientAuthenticationError extends Error {
  override readonly name = 'ClientAuthenticationError';
}

/** The organization and the verified token that has the claim. */
export interface ClientAuthenticationContext {
  readonly organization: OrganizationConfig;
  /** Both in milliseconds since 1970. */
  readonly issuedAt: number;
  readonly now: number;
}

/**
 * Reads the `client_authentication` claim of a verified token.
 *
 * The auth type of the connector decides which members count; `auth_type`, `auth_details` and members that the connector has
 * no field for are ignored. So `api_endpoint` counts only for a connector that has an input or a field of this name.
 *
 * Resolves to `undefined` without a claim, and to the problem if it cannot be used. It never refuses the page.
 */
export async function readClientAuthentication(
  claim: unknown,
  context: ClientAuthenticationContext,
): Promise<HostCredential | UnusableHostCredential | undefined> {
  if (isAbsent(claim)) return undefined;
  try {
    return await readClaim(claim, context);
  } catch (error) {
    const problem = problemOf(error);
    if (problem === undefined) throw error;
    return { problem };
  }
}

/** Describes an expected error. None of these messages repeats a value. */
function problemOf(error: unknown): string | undefined {
  if (error instanceof ClientAuthenticationError || error instanceof ProviderUnavailableError) {
    return `${CLAIM} ${error.message}`;
  }
  if (error instanceof TokenInvalidError) return error.refusal.reason;
  if (!(error instanceof InvalidRequestError)) return undefined;
  const fields = error.fields.map(({ path, message }) => `${path.replace(/^values\./, '')}: ${message}`);
  return `${CLAIM} does not fit the fields of the connector. ${fields.join(' ')}`;
}

async function readClaim(claim: unknown, context: ClientAuthenticationContext): Promise<HostCredential> {
  if (!isJsonObject(claim)) throw new ClientAuthenticationError('is not an object.');
  const { connector, definition } = findConnector(claim, context.organization);
  const name = readText(claim['name'], `${CLAIM}.name`);
  const members = readMembers(claim);
  const values = valuesOf(definition, members);
  const tokens = tokensOf(definition, members, context.now);
  const credentials = { ...(await readCredentials(definition, values)), ...(tokens && { tokens }) };
  return { connector, definition, credentials, issuedAt: context.issuedAt, ...(name !== undefined && { name }) };
}

function findConnector(claim: JsonObject, organization: OrganizationConfig) {
  const id = readId(claim['connector_id'], `${CLAIM}.connector_id`);
  if (id === undefined) throw new ClientAuthenticationError('has no connector_id.');
  const byExternalId = [...organization.connectors].find(([, { externalId }]) => externalId === id)?.[0];
  const connector = organization.connectors.has(id) ? id : byExternalId;
  const definition = connector === undefined ? undefined : visibleConnector(organization, connector);
  if (connector === undefined || !definition) {
    throw new ClientAuthenticationError(
      'has a connector_id that is neither the name nor the externalId of a connector.',
    );
  }
  return { connector, definition };
}

/** The members of the claim with text, and those of `user_input`. Members of the claim come first. */
interface Members {
  readonly texts: Readonly<Record<string, string>>;
  readonly input: Readonly<Record<string, string>>;
}

function readMembers(claim: JsonObject): Members {
  const given = claim['user_input'];
  if (!isAbsent(given) && !isJsonObject(given))
    throw new ClientAuthenticationError('has a user_input that is no object.');
  return {
    texts: readTexts(TEXT_MEMBERS.map((member) => [member, claim[member]] as const)),
    input: isAbsent(given) ? {} : readTexts(Object.entries(given)),
  };
}

function readTexts(entries: readonly (readonly [name: string, value: unknown])[]): Readonly<Record<string, string>> {
  const present = entries.filter(([, value]) => !isAbsent(value));
  // Without a prototype, so that a member with the name of one of its properties is absent.
  const texts = Object.create(null) as Record<string, string>;
  for (const [name, value] of present) {
    if (typeof value !== 'string' && typeof value !== 'number' && typeof value !== 'boolean') {
      throw new ClientAuthenticationError('has a member that is no text.');
    }
    texts[name] = String(value);
  }
  return texts;
}

/** Fills the inputs and fields of a connector by their names. */
function valuesOf(definition: ConnectorDefinition, { texts, input }: Members): Readonly<Record<string, string>> {
  const fields = connectorFields(definition);
  const renamed = MEMBERS_OF_FIELDS[definition.auth.type] ?? {};
  const filled = fields.flatMap(({ name }) => {
    const value = texts[name] ?? input[name] ?? texts[renamed[name] ?? ''];
    return value === undefined ? [] : [[name, value] as const];
  });
  const values = Object.fromEntries(filled);
  // Connectors with fields of their own name the one secret as they like.
  const secrets = fields.filter(({ name, kind }) => kind === 'password' && values[name] === undefined);
  const [secret] = secrets;
  const token = texts['auth_token'];
  if (secret && secrets.length === 1 && token !== undefined && !Object.values(values).includes(token)) {
    return { ...values, [secret.name]: token };
  }
  return values;
}

/** Returns the tokens of connectors that store some. An access token that is still to be issued has already expired. */
function tokensOf(definition: ConnectorDefinition, { texts, input }: Members, now: number): Tokens | undefined {
  const { signIn, issue } = authenticator(definition);
  const unissued = { accessToken: '', obtainedAt: now, expiresAt: now };
  if (issue) return { ...unissued, captured: {} };
  if (!signIn) return undefined;
  const { auth_token: accessToken, refresh_token: refreshToken } = texts;
  const tokenSecret = input['token_secret'];
  for (const token of [accessToken, refreshToken, tokenSecret]) {
    if (token !== undefined && !TOKEN_PATTERN.test(token)) {
      throw new ClientAuthenticationError('has a token with characters that cannot be sent.');
    }
  }
  const needsSecret = definition.auth.type === 'oauth1';
  if (needsSecret && (accessToken === undefined || tokenSecret === undefined)) {
    throw new ClientAuthenticationError('needs auth_token and user_input.token_secret for this connector.');
  }
  if (accessToken === undefined && refreshToken === undefined) {
    throw new ClientAuthenticationError('has neither auth_token nor refresh_token.');
  }
  return {
    ...(accessToken === undefined ? unissued : { accessToken, obtainedAt: now }),
    ...(refreshToken !== undefined && { refreshToken }),
    ...(needsSecret && tokenSecret !== undefined && { tokenSecret }),
    captured: capturedValues(definition, input),
  };
}

/** A sign-in would have captured these values. Here the host gives them, by name. */
function capturedValues({ auth }: ConnectorDefinition, input: Members['input']): Tokens['captured'] {
  const byName = Object.entries(captures(auth)).map(
    ([name, capture]) => [name, { ...capture, from: 'token' as const, path: name }] as const,
  );
  return readCaptures(Object.fromEntries(byName), 'token', (name) => input[name]);
}
