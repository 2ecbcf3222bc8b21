import { z } from 'zod';
import { fieldSchema, text, urlTemplate, valueName, valueTemplate } from './values.ts';

/** Where an access token goes in a request to the system. */
export const tokenUse = z
  .strictObject({
    in: z.enum(['bearer', 'header', 'query']).default('bearer').describe('`bearer`: `Authorization: Bearer …`.'),
    name: text.optional().describe('Name of the header or query parameter. Required unless `in` is `bearer`.'),
    prefix: z.string().max(40).optional().describe('Put before the token in the header, such as `Zoho-oauthtoken `.'),
  })
  .prefault({})
  .describe('Where the access token goes in each request.');

/** How to read the answer of a token endpoint that does not follow RFC 6749 section 5.1 to the letter. */
export const tokenAnswer = z
  .strictObject({
    format: z.enum(['json', 'form']).default('json').describe('`form`: `access_token=…&scope=…`.'),
    accessToken: text.default('access_token').describe('Dotted path to the access token.'),
    refreshToken: text.default('refresh_token').describe('Dotted path to the refresh token, if there is one.'),
    expiresIn: text.default('expires_in').describe('Dotted path to the lifetime in seconds: a number, or one as text.'),
    scope: text.default('scope').describe('Dotted path to the scopes that were granted.'),
    error: text.default('error').describe('Dotted path to the code of an error, also in an answer with status 200.'),
    errorText: text.default('error_description').describe("Dotted path to the system's own words about an error."),
    expect: z
      .strictObject({
        path: text.describe('Dotted path in the answer.'),
        equals: z.union([z.string(), z.number(), z.boolean()]).describe('What must stand there.'),
      })
      .optional()
      .describe('For systems that answer 200 to an error: what stands in every good answer.'),
    lifetimeSeconds: z
      .number()
      .int()
      .min(1)
      .max(10 * 365 * 86_400)
      .optional()
      .describe('How long a token lives whose answer does not say so. Without either it counts as lasting.'),
  })
  .prefault({})
  .describe('How to read the answer with the token.');

const capture = z.strictObject({
  from: z
    .enum(['callback', 'token', 'discovery'])
    .describe('`callback`: a parameter of the return from the sign-in. `token`: the answer with the token.'),
  path: text.describe('Name of the parameter, or dotted path in the answer.'),
  map: z
    .record(text, text)
    .optional()
    .describe(
      'What each possible value becomes; any other fails. Only such a value may be more than a label in a host.',
    ),
  required: z.boolean().default(true).describe('Whether a sign-in without it fails. Else it becomes empty.'),
});

const captures = z
  .record(valueName, capture)
  .default({})
  .describe('Values that the sign-in brings and that templates can use as `{name}`.');

const discovery = urlTemplate
  .optional()
  .describe('Asked with the new token once, for values to capture, such as the address of an API.');

const parameters = z.record(text, valueTemplate).default({});

const scopes = z.array(text).default([]).describe('What is asked for.');

/** How a client proves to a token endpoint who it is: RFC 6749 section 2.3.1, RFC 7523. */
const clientAuthentication = z
  .enum(['client_secret_basic', 'client_secret_post', 'none', 'private_key_jwt'])
  .default('client_secret_basic')
  .describe('How this server proves to the token endpoint which client it is.');

const tokenRequest = z
  .enum(['form', 'json'])
  .default('form')
  .describe('How token requests are written; RFC 6749 says `form`.');

/** Sign-in in a window: RFC 6749 section 4.1 with RFC 7636, RFC 9207 and RFC 7009. */
export const oauth2Auth = z.strictObject({
  type: z.literal('oauth2').describe('Sign-in with OAuth 2.0 in a window of its own.'),
  authorizationUrl: urlTemplate.describe('Where the person signs in.'),
  tokenUrl: urlTemplate.describe('Where the code is exchanged for tokens.'),
  refreshUrl: urlTemplate.optional().describe('Where tokens are refreshed, if not at `tokenUrl`.'),
  revocationUrl: urlTemplate.optional().describe('Where a token is revoked on disconnect (RFC 7009).'),
  revokes: z
    .enum(['refresh_token', 'access_token'])
    .default('refresh_token')
    .describe('Which token is revoked, where there are both.'),
  issuer: urlTemplate.optional().describe('What `iss` has to be in the return from the sign-in (RFC 9207).'),
  issuerRequired: z.boolean().default(false).describe('Whether a return without `iss` is refused.'),
  scopes,
  scopeSeparator: z.string().min(1).max(3).default(' ').describe('What stands between two scopes.'),
  scopeParameter: text.default('scope').describe('Name of the parameter with the scopes.'),
  pkce: z.enum(['S256', 'none']).default('S256').describe('`none` only for systems that refuse it.'),
  clientAuthentication,
  clientIdParameter: text.default('client_id').describe('Name of the parameter with the client id.'),
  authorizationParams: parameters.describe('More parameters of the address where the person signs in.'),
  tokenParams: parameters.describe('More parameters of each token request.'),
  tokenHeaders: parameters.describe('More headers of each token request.'),
  tokenRequest,
  answer: tokenAnswer,
  capture: captures,
  discovery,
  use: tokenUse,
});

/** Machine to machine: RFC 6749 section 4.4. */
export const clientCredentialsAuth = z.strictObject({
  type: z.literal('oauth2_client_credentials').describe('Client id and secret, exchanged for a token by this server.'),
  tokenUrl: urlTemplate.describe('Where the token is requested.'),
  scopes,
  scopeSeparator: z.string().min(1).max(3).default(' ').describe('What stands between two scopes.'),
  clientAuthentication: z
    .enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt'])
    .default('client_secret_basic')
    .describe('How the client proves to the token endpoint who it is.'),
  clientId: fieldSchema
    .omit({ kind: true, required: true })
    .prefault({ label: 'Client ID' })
    .describe('How the client id is asked for. Nobody is asked where the connector has a `clientId` of its own.'),
  clientSecret: fieldSchema
    .omit({ kind: true, required: true })
    .prefault({ label: 'Client secret' })
    .describe('How the client secret is asked for.'),
  tokenParams: parameters.describe('More parameters of each token request, such as an audience.'),
  tokenHeaders: parameters.describe('More headers of each token request.'),
  tokenRequest,
  answer: tokenAnswer,
  use: tokenUse,
});

/** Sign-in in a window with OAuth 1.0a: RFC 5849. */
export const oauth1Auth = z.strictObject({
  type: z.literal('oauth1').describe('Sign-in with OAuth 1.0a in a window of its own.'),
  requestTokenUrl: urlTemplate.describe('Where temporary credentials are requested.'),
  authorizationUrl: urlTemplate.describe('Where the person signs in.'),
  accessTokenUrl: urlTemplate.describe('Where temporary credentials are exchanged for lasting ones.'),
  signatureMethod: z
    .enum(['HMAC-SHA1', 'RSA-SHA1', 'PLAINTEXT'])
    .default('HMAC-SHA1')
    .describe('RSA-SHA1 signs with `clientPrivateKey`, the others with `clientSecret`.'),
  realm: text.optional().describe('Put into the `Authorization` header.'),
  authorizationParams: parameters.describe('More parameters of the address where the person signs in.'),
  capture: captures,
});

/** A request with what the person typed that answers a token. */
const exchangeRequest = z.strictObject({
  url: urlTemplate.describe('Where the token is requested.'),
  method: z.enum(['GET', 'POST']).default('POST').describe('How it is requested.'),
  headers: parameters.describe('Sent with this request; `{name}` takes a field, input or `{refresh_token}`.'),
  query: parameters.describe('Added to the address.'),
  body: z.enum(['form', 'json']).default('form').describe('How `params` are written. Nothing is sent with GET.'),
  params: parameters.describe('What the body says, by name.'),
  basic: z
    .strictObject({
      username: valueTemplate.describe('`{name}` takes a field or input.'),
      password: valueTemplate.describe('`{name}` takes a field or input.'),
    })
    .optional()
    .describe('Sent as HTTP Basic.'),
});

/** Fields that are exchanged for a token which has to be renewed. */
export const refreshableTokenAuth = z.strictObject({
  type: z.literal('refreshable_token').describe('Fields that this server exchanges for a token, and renews it.'),
  fields: z
    .record(valueName, fieldSchema)
    .describe('What is asked for, in this order. Give every secret the kind `password`.'),
  request: exchangeRequest.describe('What is sent for a token.'),
  refresh: exchangeRequest
    .optional()
    .describe('What is sent for the next one, with `{refresh_token}`. Without it `request` is sent again.'),
  answer: tokenAnswer,
  use: tokenUse,
});

/** Requests signed with an AWS key: Signature Version 4. */
export const awsSigV4Auth = z.strictObject({
  type: z.literal('aws_sigv4').describe('An AWS access key, with which each request is signed.'),
  service: text.describe('Service that signatures are for, such as `s3`.'),
  region: text.optional().describe('Region that signatures are for. Asked for where it is absent.'),
  sessionToken: z.boolean().default(false).describe('Whether a session token is asked for as well.'),
});
