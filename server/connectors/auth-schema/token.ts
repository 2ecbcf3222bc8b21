import { z } from 'zod';
import { shortText, valueTemplate, basicTemplates, fieldSchema, urlTemplate, valueName } from './values.ts';

/** Headers, or parameters of a query or body, by name. */
export const parameters = z.record(shortText, valueTemplate).default({});

/** Where an access token goes in a request to the provider. */
export const tokenUse = z
  .strictObject({
    in: z.enum(['bearer', 'header', 'query']).default('bearer').describe('`bearer`: `Authorization: Bearer …`.'),
    name: shortText.optional().describe('Name of the header or query parameter. Required unless `in` is `bearer`.'),
    prefix: z.string().max(40).optional().describe('Put before the token in the header, such as `Zoho-oauthtoken `.'),
  })
  .prefault({})
  .describe('Where the access token goes in each request.');

/** How to read the response of a token endpoint that deviates from RFC 6749 section 5.1. */
export const tokenAnswer = z
  .strictObject({
    format: z.enum(['json', 'form']).default('json').describe('`form`: `access_token=…&scope=…`.'),
    accessToken: shortText.default('access_token').describe('Dotted path to the access token.'),
    refreshToken: shortText.default('refresh_token').describe('Dotted path to the refresh token, if there is one.'),
    expiresIn: shortText
      .default('expires_in')
      .describe('Dotted path to the lifetime in seconds: a number, or one as text.'),
    scope: shortText.default('scope').describe('Dotted path to the scopes that were granted.'),
    error: shortText
      .default('error')
      .describe('Dotted path to the code of an error, also in an answer with status 200.'),
    errorText: shortText
      .default('error_description')
      .describe("Dotted path to the provider's own words about an error."),
    expect: z
      .strictObject({
        path: shortText.describe('Dotted path in the answer.'),
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

/** A request that exchanges entered credentials for a token. */
const exchangeRequest = z.strictObject({
  url: urlTemplate.describe('Where the token is requested.'),
  method: z.enum(['GET', 'POST']).default('POST').describe('How it is requested.'),
  headers: parameters.describe('Sent with this request; `{name}` takes a field, input or `{refresh_token}`.'),
  query: parameters.describe('Added to the address.'),
  body: z.enum(['form', 'json']).default('form').describe('How `params` are written. Nothing is sent with GET.'),
  params: parameters.describe('What the body says, by name.'),
  basic: basicTemplates.optional().describe('Sent as HTTP Basic.'),
});

/** Fields that this server exchanges for a token and refreshes. */
export const refreshableTokenAuth = z.strictObject({
  type: z.literal('refreshable_token').describe('The server exchanges these fields for a token, and refreshes it.'),
  fields: z
    .record(valueName, fieldSchema)
    .describe('What is asked for, in this order. Give every secret the kind `password`.'),
  request: exchangeRequest.describe('The request that exchanges the fields for a token.'),
  refresh: exchangeRequest
    .optional()
    .describe('The request that refreshes the token, with `{refresh_token}`. If absent, `request` is sent again.'),
  answer: tokenAnswer,
  use: tokenUse,
});
