import { z } from 'zod';
import { parameters, tokenAnswer, tokenUse } from './token.ts';
import { basicTemplates, fieldSchema, urlTemplate, valueName } from './values.ts';

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
