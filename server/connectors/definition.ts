import { z } from 'zod';

/** Names of organizations and connectors: letters, digits, `_` and `-`, 63 at most, beginning with a letter or digit. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

/** Keys of inputs and fields: what stands between braces in a template. */
const VALUE_NAME_PATTERN = /^[a-z][a-z0-9_]{0,39}$/;

const text = z.string().min(1).max(200);
const httpsUrl = z.url({ protocol: /^https$/ });

/** An address with `{name}` where an input or field goes, such as `https://{subdomain}.example.com/me`. */
const urlTemplate = z
  .string()
  .regex(/^https?:\/\//, 'must begin with https:// (http:// for loopback in --dev)')
  .max(2000);

/** A header or query value with `{name}` where an input or field goes. */
const valueTemplate = z.string().max(2000);

const fieldSchema = z.strictObject({
  label: text.describe('What stands above the box.'),
  kind: z.enum(['text', 'password', 'email', 'url']).default('text').describe('`password` hides what is typed.'),
  required: z.boolean().default(true).describe('Whether it must be filled in.'),
  placeholder: text.optional().describe('Example shown in the empty box.'),
  help: text.optional().describe('A sentence under the box, such as where to find the value.'),
});

const inputSchema = fieldSchema.extend({
  kind: z
    .enum(['dns_label', 'text'])
    .default('dns_label')
    .describe('`dns_label`: one label of a host name, the only kind that may stand in one. `text`: percent-encoded.'),
  prefix: text.optional().describe('Shown before the box, not part of the value.'),
  suffix: text.optional().describe('Shown after the box, not part of the value.'),
});

const valueName = z
  .string()
  .regex(VALUE_NAME_PATTERN, 'must be lower case letters, digits and _, beginning with a letter');

const apiKeyAuth = z.strictObject({
  type: z.literal('api_key').describe('One key.'),
  in: z.enum(['header', 'query', 'bearer']).describe('Where the key goes in each request.'),
  name: text.optional().describe('Name of the header or query parameter. Required unless `in` is `bearer`.'),
  prefix: z.string().max(40).optional().describe('Put before the key in the header, such as `Token `.'),
  label: text.default('API key').describe('What stands above the box.'),
  help: text.optional().describe('A sentence under the box, such as where to find the value.'),
  placeholder: text.optional().describe('Example shown in the empty box.'),
});

const basicAuth = z.strictObject({
  type: z.literal('basic').describe('User name and password, sent as HTTP Basic.'),
  username: z
    .strictObject({
      label: text.default('User name').describe('What stands above the box.'),
      kind: z.enum(['text', 'email']).default('text').describe('What kind of name it is.'),
      placeholder: text.optional().describe('Example shown in the empty box.'),
      help: text.optional().describe('A sentence under the box, such as where to find the value.'),
    })
    .prefault({})
    .describe('How the user name is asked for.'),
  password: z
    .strictObject({
      label: text.default('Password').describe('What stands above the box.'),
      required: z.boolean().default(true).describe('Whether it must be filled in.'),
      placeholder: text.optional().describe('Example shown in the empty box.'),
      help: text.optional().describe('A sentence under the box, such as where to find the value.'),
    })
    .prefault({})
    .describe('How the password is asked for. Always hidden.'),
});

const customAuth = z.strictObject({
  type: z.literal('custom').describe('Several fields, each put where the system wants it.'),
  fields: z
    .record(valueName, fieldSchema)
    .describe('What is asked for, in this order. Give every secret the kind `password`.'),
  basic: z
    .strictObject({
      username: valueTemplate.describe('`{name}` takes a field or input.'),
      password: valueTemplate.describe('`{name}` takes a field or input.'),
    })
    .optional()
    .describe('Sent as HTTP Basic, for systems that put a key or a fixed word where the user name or password goes.'),
  headers: z
    .record(text, valueTemplate)
    .default({})
    .describe('Sent with each request; `{name}` takes a field or input.'),
  query: z.record(text, valueTemplate).default({}).describe('Added to each address; `{name}` takes a field or input.'),
});

const verifySchema = z.strictObject({
  method: z.enum(['GET', 'POST']).default('GET').describe('How it is asked.'),
  url: urlTemplate.describe('Asked with the credentials before the connection counts as connected.'),
  headers: z
    .record(text, valueTemplate)
    .default({})
    .describe('Sent with this request; `{name}` takes a field or input.'),
  body: z.string().max(4000).optional().describe('Sent as JSON. No values are put into it.'),
  expect: z
    .strictObject({
      path: text.describe('Dotted path in the JSON answer.'),
      equals: z.union([z.string(), z.number(), z.boolean()]).describe('What must stand there.'),
    })
    .optional()
    .describe('For systems that answer 200 to a wrong key: what must stand in the JSON answer.'),
  account: text.optional().describe('Dotted path in the JSON answer to who this is, such as `user.email`.'),
  error: text.optional().describe("Dotted path in a refusal to the system's own words."),
});

/** How a connector is written in the configuration or in a file of the catalogue. */
export const connectorDefinitionSchema = z
  .strictObject({
    name: text.describe('What people call the system.'),
    externalId: text.optional().describe('What another embed system calls this connector.'),
    sandbox: z.boolean().default(false).describe('Whether organizations in sandbox mode may connect it.'),
    helpUrl: httpsUrl.optional().describe("The system's own page on making a key."),
    inputs: z
      .record(valueName, inputSchema)
      .default({})
      .describe('What addresses need to be known, such as a subdomain.'),
    auth: z
      .discriminatedUnion('type', [apiKeyAuth, basicAuth, customAuth])
      .describe('What people are asked for, and where it goes in requests.'),
    verify: verifySchema.optional().describe('Without it, connections are `verified: false`, and the dialog says so.'),
    clientId: z.string().optional().describe('Client of a sign-in with OAuth.'),
    clientSecret: z.string().optional().describe('Secret of that client.'),
  })
  .describe('How to authenticate against one external system.');

/** A connector as the server uses it: defaults filled in, frozen. */
export type ConnectorDefinition = z.output<typeof connectorDefinitionSchema>;

/** A connector as people write it. */
export type ConnectorDefinitionInput = z.input<typeof connectorDefinitionSchema>;
