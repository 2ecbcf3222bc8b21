import { z } from 'zod';
import { refreshableTokenAuth } from './auth-schema/token.ts';
import { clientCredentialsAuth, oauth1Auth, oauth2Auth } from './auth-schema/oauth.ts';
import { apiKeyAuth, awsSigV4Auth, basicAuth, customAuth } from './auth-schema/static-credentials.ts';
import { durationMs } from './due-times.ts';
import { fieldSchema, imageSource, shortText, urlTemplate, valueName, valueTemplate } from './auth-schema/values.ts';

/** Names of organizations and connectors: at most 63 letters, digits, `_` and `-`, starting with a letter or digit. */
export const NAME_PATTERN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,62}$/;

const httpsUrl = z.url({ protocol: /^https$/ });

const inputSchema = fieldSchema.extend({
  kind: z
    .enum(['dns_label', 'text'])
    .default('dns_label')
    .describe('`dns_label`: one label of a host name, the only kind that may stand in one. `text`: percent-encoded.'),
  prefix: shortText.optional().describe('Shown before the box, not part of the value.'),
  suffix: shortText.optional().describe('Shown after the box, not part of the value.'),
});

/** With a shorter interval, verifications could use up the provider's rate limit. */
const MIN_VERIFY_INTERVAL_MS = 15 * 60_000;
const MAX_VERIFY_INTERVAL_MS = 90 * 24 * 60 * 60_000;
const VERIFY_INTERVAL_MESSAGE = 'must be a duration from 15m to 90d, such as 24h, or never';

function isBetween(value: number | undefined, min: number, max: number): boolean {
  return value !== undefined && value >= min && value <= max;
}

const verifySchema = z.strictObject({
  method: z.enum(['GET', 'POST']).default('GET').describe('How it is asked.'),
  url: urlTemplate.describe('Asked with the credentials before the connection counts as connected.'),
  headers: z
    .record(shortText, valueTemplate)
    .default({})
    .describe('Sent with this request; `{name}` takes a field or input.'),
  body: z.string().max(4000).optional().describe('Sent as JSON. No values are put into it.'),
  expect: z
    .strictObject({
      path: shortText.describe('Dotted path in the JSON answer.'),
      equals: z.union([z.string(), z.number(), z.boolean()]).describe('What must stand there.'),
    })
    .optional()
    .describe('For systems that answer 200 to a wrong key: what must stand in the JSON answer.'),
  account: shortText.optional().describe('Dotted path in the JSON answer to who this is, such as `user.email`.'),
  error: shortText.optional().describe("Dotted path in a refusal to the provider's own words."),
  every: z
    .string()
    .regex(/^(?:never|[1-9]\d{0,3}[mhd])$/, VERIFY_INTERVAL_MESSAGE)
    .refine(
      (text) => text === 'never' || isBetween(durationMs(text), MIN_VERIFY_INTERVAL_MS, MAX_VERIFY_INTERVAL_MS),
      VERIFY_INTERVAL_MESSAGE,
    )
    .default('24h')
    .describe('How often stored credentials are verified again, such as `30m`, `24h` or `7d`; or `never`.'),
});

/** Schema of a connector in the configuration or in a file of the catalogue. */
export const connectorDefinitionSchema = z
  .strictObject({
    name: shortText.describe('What people call the provider.'),
    externalId: shortText.optional().describe('What another embed system calls this connector.'),
    icon: imageSource
      .optional()
      .describe('Image of the provider: an SVG or PNG file, relative to the configuration, or a `data:` URL.'),
    environments: z
      .record(shortText, z.looseObject({}))
      .optional()
      .describe(
        'Other systems of the provider, such as one for tests: what changes there, by a name for `environment`.',
      ),
    sandbox: z.boolean().default(false).describe('Whether organizations in sandbox mode may connect it.'),
    helpUrl: httpsUrl.optional().describe("The provider's own page on making a key."),
    setup: z
      .string()
      .min(1)
      .max(1000)
      .optional()
      .describe(
        'For systems that people sign in to: what the operator has to set up there besides the redirect URI. `doctor` prints it.',
      ),
    inputs: z
      .record(valueName, inputSchema)
      .default({})
      .describe('What addresses need to be known, such as a subdomain.'),
    auth: z
      .discriminatedUnion('type', [
        apiKeyAuth,
        basicAuth,
        customAuth,
        oauth2Auth,
        clientCredentialsAuth,
        oauth1Auth,
        refreshableTokenAuth,
        awsSigV4Auth,
      ])
      .describe('What people are asked for, and where it goes in requests.'),
    verify: verifySchema.optional().describe('Without it, connections are `verified: false`, and the dialog says so.'),
    api: z
      .strictObject({ baseUrl: urlTemplate.describe('Where requests that a back end sends through this server go.') })
      .optional()
      .describe('The API of the provider. Not used yet.'),
    clientId: z
      .string()
      .min(1)
      .max(2000)
      .optional()
      .describe('Client of a sign-in with OAuth; its consumer key for OAuth 1.0a.'),
    clientSecret: z.string().min(1).max(4000).optional().describe('Secret of that client.'),
    clientPrivateKey: z
      .string()
      .min(1)
      .max(20_000)
      .optional()
      .describe('Private key of that client as PEM (PKCS #8), for `private_key_jwt` and RSA-SHA1.'),
    clientKeyId: shortText.optional().describe('Id (`kid`) under which the provider knows that key.'),
  })
  .describe('How to authenticate against one external system.');

/** A connector as the server uses it: parsed, with defaults filled in. */
export type ConnectorDefinition = z.output<typeof connectorDefinitionSchema>;

/** A connector as it is written in the configuration, without defaults. */
export type ConnectorDefinitionInput = z.input<typeof connectorDefinitionSchema>;
