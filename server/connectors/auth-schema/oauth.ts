import { z } from 'zod';
import { parameters, tokenAnswer, tokenUse } from './token.ts';
import { namedFieldSchema, shortText, urlTemplate, valueName } from './values.ts';

const capture = z.strictObject({
  from: z
    .enum(['callback', 'token', 'discovery'])
    .describe('`callback`: a parameter of the return from the sign-in. `token`: the answer with the token.'),
  path: shortText.describe('Name of the parameter, or dotted path in the answer.'),
  map: z
    .record(shortText, shortText)
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

const scopes = z.array(shortText).default([]).describe('What is asked for.');

/** Client authentication at a token endpoint: RFC 6749 section 2.3.1, RFC 7523. */
const authenticationMethod = z.enum(['client_secret_basic', 'client_secret_post', 'none', 'private_key_jwt']);

const clientAuthentication = authenticationMethod
  .default('client_secret_basic')
  .describe('How this server proves to the token endpoint which client it is.');

const tokenRequest = z
  .enum(['form', 'json'])
  .default('form')
  .describe('How token requests are written; RFC 6749 says `form`.');

/** Sign-in with OAuth 2.0: RFC 6749 section 4.1 with RFC 7636, RFC 9207 and RFC 7009. */
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
  revocationAuthentication: authenticationMethod
    .optional()
    .describe('How this server proves which client it is where a token is revoked, if not as for token requests.'),
  revocationEnds: z
    .enum(['token', 'grant'])
    .default('token')
    .describe(
      '`grant`: revoking one token ends every token that the person gave this client, so only the last one is revoked.',
    ),
  issuer: urlTemplate.optional().describe('What `iss` has to be in the return from the sign-in (RFC 9207).'),
  issuerRequired: z.boolean().default(false).describe('Whether a return without `iss` is refused.'),
  scopes,
  scopeSeparator: z.string().min(1).max(3).default(' ').describe('What stands between two scopes.'),
  scopeParameter: shortText.default('scope').describe('Name of the parameter with the scopes.'),
  pkce: z.enum(['S256', 'none']).default('S256').describe('`none` only for systems that refuse it.'),
  clientAuthentication,
  clientIdParameter: shortText.default('client_id').describe('Name of the parameter with the client id.'),
  authorizationParams: parameters.describe('More parameters of the address where the person signs in.'),
  tokenParams: parameters.describe('More parameters of each token request.'),
  tokenHeaders: parameters.describe('More headers of each token request.'),
  tokenRequest,
  answer: tokenAnswer,
  capture: captures,
  discovery,
  use: tokenUse,
});

/** Client credentials: RFC 6749 section 4.4. */
export const clientCredentialsAuth = z.strictObject({
  type: z.literal('oauth2_client_credentials').describe('Client id and secret, exchanged for a token by this server.'),
  tokenUrl: urlTemplate.describe('Where the token is requested.'),
  scopes,
  scopeSeparator: z.string().min(1).max(3).default(' ').describe('What stands between two scopes.'),
  clientAuthentication: z
    .enum(['client_secret_basic', 'client_secret_post', 'private_key_jwt'])
    .default('client_secret_basic')
    .describe('How the client proves to the token endpoint who it is.'),
  clientId: namedFieldSchema
    .prefault({})
    .describe('How the client id is asked for. A connector with a `clientId` of its own does not ask for it.'),
  clientSecret: namedFieldSchema.prefault({}).describe('How the client secret is asked for.'),
  tokenParams: parameters.describe('More parameters of each token request, such as an audience.'),
  tokenHeaders: parameters.describe('More headers of each token request.'),
  tokenRequest,
  answer: tokenAnswer,
  use: tokenUse,
});

/** Sign-in with OAuth 1.0a: RFC 5849. */
export const oauth1Auth = z.strictObject({
  type: z.literal('oauth1').describe('Sign-in with OAuth 1.0a in a window of its own.'),
  requestTokenUrl: urlTemplate.describe('Where temporary credentials are requested.'),
  authorizationUrl: urlTemplate.describe('Where the person signs in.'),
  accessTokenUrl: urlTemplate.describe('Where temporary credentials are exchanged for lasting ones.'),
  signatureMethod: z
    .enum(['HMAC-SHA1', 'RSA-SHA1', 'PLAINTEXT'])
    .default('HMAC-SHA1')
    .describe('RSA-SHA1 signs with `clientPrivateKey`, the others with `clientSecret`.'),
  realm: shortText.optional().describe('Put into the `Authorization` header.'),
  authorizationParams: parameters.describe('More parameters of the address where the person signs in.'),
  capture: captures,
});
