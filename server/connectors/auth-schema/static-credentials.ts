import { z } from 'zod';
import { basicTemplates, fieldSchema, namedFieldSchema, shortText, valueName, valueTemplate } from './values.ts';

/** One key, sent as it is. */
export const apiKeyAuth = z.strictObject({
  type: z.literal('api_key').describe('One key.'),
  in: z.enum(['header', 'query', 'bearer']).describe('Where the key goes in each request.'),
  name: shortText.optional().describe('Name of the header or query parameter. Required unless `in` is `bearer`.'),
  prefix: z.string().max(40).optional().describe('Put before the key in the header, such as `Token `.'),
  ...namedFieldSchema.shape,
});

/** User name and password. */
export const basicAuth = z.strictObject({
  type: z.literal('basic').describe('User name and password, sent as HTTP Basic.'),
  username: namedFieldSchema
    .extend({ kind: z.enum(['text', 'email']).default('text').describe('What kind of name it is.') })
    .prefault({})
    .describe('How the user name is asked for.'),
  password: namedFieldSchema
    .extend({ required: z.boolean().default(true).describe('Whether it must be filled in.') })
    .prefault({})
    .describe('How the password is asked for. Always hidden.'),
});

/** Any number of fields. */
export const customAuth = z.strictObject({
  type: z.literal('custom').describe('Several fields, each put where the provider wants it.'),
  fields: z
    .record(valueName, fieldSchema)
    .describe('What is asked for, in this order. Give every secret the kind `password`.'),
  basic: basicTemplates
    .optional()
    .describe('Sent as HTTP Basic, for systems that put a key or a fixed word where the user name or password goes.'),
  headers: z
    .record(shortText, valueTemplate)
    .default({})
    .describe('Sent with each request; `{name}` takes a field or input.'),
  query: z
    .record(shortText, valueTemplate)
    .default({})
    .describe('Added to each address; `{name}` takes a field or input.'),
});

/** Requests signed with an AWS key: Signature Version 4. */
export const awsSigV4Auth = z.strictObject({
  type: z.literal('aws_sigv4').describe('An AWS access key, with which each request is signed.'),
  service: shortText.describe('Service that signatures are for, such as `s3`.'),
  region: shortText.optional().describe('Region that signatures are for. Asked for where it is absent.'),
  sessionToken: z.boolean().default(false).describe('Whether a session token is asked for as well.'),
});
