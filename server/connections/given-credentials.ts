import { z } from 'zod';
import { authenticator } from '../connectors/auth-types.ts';
import { captures, readGivenCaptures } from '../connectors/captures.ts';
import { readCredentials } from '../connectors/credentials.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials, Tokens } from '../connectors/stored-credentials.ts';
import { InvalidRequestError } from '../errors.ts';
import { isJsonObject } from '../json-object.ts';
import type { JsonObject } from '../json-object.ts';

/** Longer than the tokens of any provider. Some are JSON Web Tokens with many groups. */
const MAX_TOKEN_LENGTH = 16_384;
/** RFC 6749 appendix A.12: visible ASCII characters. */
const tokenText = z
  .string()
  .regex(/^[\x20-\x7e]+$/, 'must be visible ASCII characters')
  .max(MAX_TOKEN_LENGTH);

const time = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text));

const tokenPair = z.strictObject({
  access_token: tokenText,
  refresh_token: tokenText.nullish(),
  expires_at: time.nullish(),
  scopes: z.array(tokenText).max(500).nullish(),
  captured: z.record(z.string(), z.unknown()).nullish(),
});

const oauth1Tokens = z.strictObject({
  token: tokenText,
  token_secret: tokenText,
  captured: z.record(z.string(), z.unknown()).nullish(),
});

/**
 * Reads credentials that a back end gives, and checks everything that can be checked without the provider.
 *
 * They have the form in which a back end reads them, with a refresh token where there is one. Values of inputs and fields can
 * also be at the top level.
 *
 * @param given Nothing of it has been checked.
 * @param now When the tokens count as issued, in ms since 1970.
 * @throws {InvalidRequestError} Lists the path of each wrong field (`credentials.api_key`), never its value.
 */
export async function readGivenCredentials(
  definition: ConnectorDefinition,
  given: JsonObject,
  now: number,
): Promise<Credentials> {
  const { type = definition.auth.type, inputs = {}, fields = {}, ...rest } = given;
  if (type !== definition.auth.type) throw issue('type', `must be ${definition.auth.type}`);
  if (!isJsonObject(inputs)) throw issue('inputs', 'must be an object');
  if (!isJsonObject(fields)) throw issue('fields', 'must be an object');
  const { names, read } = tokenReader(definition);
  const isToken = (name: string) => names.includes(name);
  const [tokenEntries, others] = partition(Object.entries(rest), ([name]) => isToken(name));
  const credentials = await readValues(definition, { ...Object.fromEntries(others), ...inputs, ...fields });
  const needsTokens = authenticator(definition).signIn !== undefined;
  if (tokenEntries.length === 0 && !needsTokens) return credentials;
  return { ...credentials, tokens: read(Object.fromEntries(tokenEntries), now) };
}

interface TokenReader {
  /** Fields of the credentials that belong to the tokens. */
  readonly names: readonly string[];
  readonly read: (given: JsonObject, now: number) => Tokens;
}

function tokenReader(definition: ConnectorDefinition): TokenReader {
  const { auth } = definition;
  switch (auth.type) {
    case 'oauth2':
    case 'oauth2_client_credentials':
    case 'refreshable_token':
      return { names: Object.keys(tokenPair.shape), read: (given, now) => readTokenPair(definition, given, now) };
    case 'oauth1':
      return {
        names: Object.keys(oauth1Tokens.shape),
        read: (given, obtainedAt) => {
          const { token, token_secret: tokenSecret, captured } = parse(oauth1Tokens, given);
          return { accessToken: token, tokenSecret, obtainedAt, captured: readCaptured(definition, captured) };
        },
      };
    case 'api_key':
    case 'basic':
    case 'custom':
    case 'aws_sigv4':
      return { names: [], read: () => ({ accessToken: '', obtainedAt: 0, captured: {} }) };
  }
}

function readTokenPair(definition: ConnectorDefinition, given: JsonObject, now: number): Tokens {
  const { access_token: accessToken, refresh_token: refreshToken, ...rest } = parse(tokenPair, given);
  const { expires_at: expiresAt, scopes, captured } = rest;
  return {
    accessToken,
    ...(refreshToken && { refreshToken }),
    obtainedAt: now,
    ...(typeof expiresAt === 'number' && { expiresAt }),
    ...(scopes && { scope: scopes.join(' ') }),
    captured: readCaptured(definition, captured),
  };
}

function readCaptured({ auth }: ConnectorDefinition, given: JsonObject | null | undefined): Tokens['captured'] {
  const { values, issues } = readGivenCaptures(captures(auth), given ?? {});
  const [first] = issues;
  if (first !== undefined) throw issue('captured', first);
  return values;
}

async function readValues(definition: ConnectorDefinition, values: JsonObject): Promise<Credentials> {
  try {
    return await readCredentials(definition, values);
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    const fields = error.fields.map(({ path, message }) => ({
      path: path.replace(/^values\b/, 'credentials'),
      message,
    }));
    throw new InvalidRequestError(error.message, fields);
  }
}

function parse<S extends z.ZodType>(schema: S, given: JsonObject): z.output<S> {
  const { success, data, error } = schema.safeParse(given);
  if (success) return data;
  const fields = error.issues.map(({ path, message }) => ({ path: `credentials.${String(path[0])}`, message }));
  throw new InvalidRequestError('Some values are missing or wrong.', fields);
}

function issue(name: string, message: string): InvalidRequestError {
  return new InvalidRequestError('Some values are missing or wrong.', [{ path: `credentials.${name}`, message }]);
}

function partition<T>(items: readonly T[], isFirst: (item: T) => boolean): readonly [T[], T[]] {
  return [items.filter((item) => isFirst(item)), items.filter((item) => !isFirst(item))];
}
