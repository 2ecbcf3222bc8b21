import { z } from 'zod';

import { DEFAULT_SCHEDULE } from './config.ts';
import { isCronExpression } from './cron.ts';
import { imageSource, languageTag } from '../connectors/auth-schema/values.ts';
import { settingsSchema } from './schema-settings.ts';
import { connectorName, displayName, textWithCheck } from './schema-texts.ts';
import { secureUrlIssue } from './secure-url.ts';

/** One day. Cron expressions can space runs further apart, but nothing shorter than a day is known of those. */
const MAX_MINIMUM_MINUTES = 1440;

const schedule = z.strictObject({
  default: z
    .string()
    .refine(isCronExpression, { error: 'must be a cron expression of five fields, such as 0 * * * *' })
    .default(DEFAULT_SCHEDULE)
    .describe('Cron expression of five fields that new installations begin with.'),
  editable: z.boolean().default(true).describe('Whether people may choose another schedule.'),
  minimumMinutes: z
    .int()
    .min(1)
    .max(MAX_MINIMUM_MINUTES)
    .default(1)
    .describe('How close together two runs may be, in minutes: 1 to 1440. It holds for `default` too.'),
});

const consentLink = z.strictObject({
  label: displayName.describe('Text of the link.'),
  url: textWithCheck((text) => secureUrlIssue(text, { httpToLoopback: true })).describe('https address.'),
});

const consent = z
  .strictObject({
    required: z.boolean().default(false).describe('Whether people must agree before they connect.'),
    text: z
      .record(languageTag, z.string().min(1).max(10_000))
      .default({})
      .describe('What they agree to, by language: `en: We read your contacts.` A change of it asks for consent again.'),
    links: z.array(consentLink).default([]).describe('Where the terms stand.'),
  })
  .refine(({ required, text }) => !required || Object.keys(text).length > 0, {
    path: ['text'],
    error: 'must have a text if consent is required',
  });

/** An integration as people write it. Whether its connectors exist is not checked here. */
export const integrationSchema = z
  .strictObject({
    id: z.int().min(1).describe('Number in addresses and messages. Unique in the organization; never change it.'),
    name: displayName.optional().describe('What people call it. Default: its name in addresses.'),
    description: z.string().max(2000).default('').describe('One or two sentences for people.'),
    category: displayName.optional().describe('Heading it stands under in lists.'),
    connectors: z.array(connectorName).min(1).describe('What it needs, in the order in which people are asked.'),
    ownConnector: z
      .string()
      .optional()
      .describe('The one of `connectors` that is your own product: filled from the token, never asked of a person.'),
    icon: imageSource.optional().describe('Image of it: an SVG or PNG file, relative to this file, or a `data:` URL.'),
    multiple: z.boolean().default(true).describe('Whether people can add several connections of one connector.'),
    access: z.enum(['sso', 'public']).default('sso').describe('`sso`: only with a token. `public`: without one, too.'),
    groups: z.array(displayName).default([]).describe('Who may see it. Empty: everyone.'),
    sharing: z
      .enum(['account', 'user'])
      .default('account')
      .describe('Whether connections belong to the whole account or to each user. Fixed while connections exist.'),
    settings: settingsSchema.prefault({}).describe('JSON Schema of what people can set.'),
    schedule: schedule.prefault({}).describe('When it runs.'),
    consent: consent.prefault({}).describe('What people agree to first.'),
  })
  .describe('A feature of your product that needs one or more connectors.');

/** What {@link integrationSchema} gives, with defaults filled in. */
export type IntegrationInput = z.output<typeof integrationSchema>;
