import { z } from '@hono/zod-openapi';
import type { Auth } from '../connectors/auth-type.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials, Tokens } from '../connectors/stored-credentials.ts';
import { expandText } from '../connectors/template.ts';
import { ConflictError } from '../errors.ts';
import { isoTime } from '../iso-time.ts';
import { timeSchema } from './connection-resource.ts';

const strings = z.record(z.string(), z.string());

const inputs = strings.openapi({ description: 'What addresses need to be known, such as a subdomain, by name.' });
const captured = strings.openapi({ description: 'Values that the sign-in brought, by name.' });

const tokenFields = {
  access_token: z.string(),
  expires_at: timeSchema.nullable().openapi({ description: '`null`: the provider named no time.' }),
  scopes: z.array(z.string()),
  captured,
  inputs,
};

/** Credentials that a back end can use: one form for each auth type. Never a refresh token or the secret of a client. */
export const credentialsSchema = z
  .discriminatedUnion('type', [
    z.strictObject({ type: z.literal('api_key'), api_key: z.string(), inputs }),
    z.strictObject({ type: z.literal('basic'), username: z.string(), password: z.string(), inputs }),
    z.strictObject({ type: z.literal('custom'), fields: strings, inputs }),
    z.strictObject({ type: z.literal('oauth2'), ...tokenFields }),
    z.strictObject({ type: z.literal('oauth2_client_credentials'), ...tokenFields }),
    z.strictObject({ type: z.literal('refreshable_token'), ...tokenFields }),
    z.strictObject({ type: z.literal('oauth1'), token: z.string(), token_secret: z.string(), captured, inputs }),
    z.strictObject({
      type: z.literal('aws_sigv4'),
      access_key_id: z.string(),
      secret_access_key: z.string(),
      session_token: z.string().nullable(),
      region: z.string(),
      service: z.string(),
      inputs,
    }),
  ])
  .openapi('Credentials', {
    example: {
      type: 'oauth2',
      access_token: 'at-123',
      expires_at: '2026-01-31T13:00:00.000Z',
      scopes: ['contacts.read'],
      captured: { instance: 'eu1' },
      inputs: {},
    },
  });

/** Credentials that a back end can use. */
export type CredentialsResource = z.input<typeof credentialsSchema>;

/**
 * Describes credentials for a back end. Throws `ConflictError` if they do not fit the connector, because its auth type has
 * changed since they were stored.
 */
export function credentialsResource(definition: ConnectorDefinition, credentials: Credentials): CredentialsResource {
  const { auth } = definition;
  const { values } = credentials;
  const text = (name: string) => requireText(values[name]);
  const common = { inputs: pick(values, Object.keys(definition.inputs)) };
  switch (auth.type) {
    case 'api_key':
      return { type: auth.type, api_key: text('api_key'), ...common };
    case 'basic':
      return { type: auth.type, username: text('username'), password: text('password'), ...common };
    case 'custom':
      return { type: auth.type, fields: pick(values, Object.keys(auth.fields)), ...common };
    case 'oauth2':
    case 'oauth2_client_credentials':
    case 'refreshable_token':
      return { type: auth.type, ...tokenResource(auth, requireTokens(credentials)), ...common };
    case 'oauth1': {
      const { accessToken, tokenSecret, captured: values } = requireTokens(credentials);
      const secret = requireText(tokenSecret);
      return { type: auth.type, token: accessToken, token_secret: secret, captured: values, ...common };
    }
    case 'aws_sigv4':
      return {
        type: auth.type,
        access_key_id: text('access_key_id'),
        secret_access_key: text('secret_access_key'),
        session_token: auth.sessionToken ? text('session_token') : null,
        region: expandText(auth.region ?? '{region}', values),
        service: auth.service,
        ...common,
      };
  }
}

function tokenResource(auth: Auth, { accessToken, expiresAt, scope, captured: values }: Tokens) {
  const asked = 'scopes' in auth ? auth : undefined;
  return {
    access_token: accessToken,
    expires_at: expiresAt === undefined ? null : isoTime(expiresAt),
    // RFC 6749 section 5.1: a provider that names no scopes grants those that were asked for.
    scopes: scope === undefined ? [...(asked?.scopes ?? [])] : splitScopes(scope, asked?.scopeSeparator),
    captured: values,
  };
}

/** RFC 6749 section 3.3: scopes are separated by blanks. Some providers answer with the separator of their requests. */
function splitScopes(scope: string, separator = ' '): string[] {
  return scope
    .split(separator)
    .flatMap((part) => part.split(' '))
    .map((part) => part.trim())
    .filter((part) => part !== '');
}

function pick(values: Credentials['values'], names: readonly string[]): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, values[name] ?? '']));
}

function requireTokens({ tokens }: Credentials): Tokens {
  if (!tokens) throw unfitError();
  return tokens;
}

function requireText(value: string | undefined): string {
  if (value === undefined) throw unfitError();
  return value;
}

function unfitError(): ConflictError {
  return new ConflictError(
    'The stored credentials do not fit the connector any more. The person has to connect again.',
  );
}
