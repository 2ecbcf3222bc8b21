import { z } from 'zod';

import { APPEARANCE_TOKENS, COLOR_TOKENS, parseAppearanceValue } from '../../widget/protocol/appearance.ts';
import type { AppearanceToken } from '../../widget/protocol/appearance.ts';
import { imageSource, languageTag } from '../connectors/auth-schema/values.ts';
import { dialectSettingsSchemas } from '../dialects/settings.ts';
import { allowedOriginIssue } from './allowed-origins.ts';
import { appId, appSchema } from './schema-app.ts';
import { integrationSchema } from './schema-integration.ts';
import { keySchema } from './schema-key.ts';
import { connectorName, displayName, integrationSlug, organizationName, textWithCheck } from './schema-texts.ts';
import { webhookSchema } from './schema-webhook.ts';
import { secureUrlIssue } from './secure-url.ts';

const tokens = z.strictObject({
  maxAgeSeconds: z
    .int()
    .min(30)
    .max(3600)
    .default(600)
    .describe('How old a token may be, in seconds from its `iat`: 30 to 3600.'),
  singleUse: z.boolean().default(false).describe('Whether a token is accepted once only.'),
});

const sessionTokens = z.strictObject({
  tenantFrom: z
    .string()
    .regex(/^(?:email|metadata(?:\.[\w-]+)+)$/, { error: 'must be email, or a path such as metadata.externalOrgId' })
    .optional()
    .describe(
      'Where such a request names the tenant. If it is missing there, the request is refused. Default: ' +
        '`metadata.externalOrgId`, else the email.',
    ),
});

const COLOR_ERROR = 'must be a colour: #rgb, #rrggbb, #rrggbbaa, rgb(), hsl() or one of the 16 basic names';

const APPEARANCE_TOKEN_DOCS: Readonly<
  Record<AppearanceToken, { readonly description: string; readonly error: string }>
> = {
  accent: { description: 'Colour of buttons and of what has the focus.', error: COLOR_ERROR },
  accentText: {
    description: 'Colour of text on `accent`. Default: white or black, whichever is easier to read.',
    error: COLOR_ERROR,
  },
  background: { description: 'Colour of the page.', error: COLOR_ERROR },
  surface: { description: 'Colour of boxes on the page.', error: COLOR_ERROR },
  text: { description: 'Colour of text.', error: COLOR_ERROR },
  mutedText: { description: 'Colour of text of less weight.', error: COLOR_ERROR },
  border: { description: 'Colour of lines.', error: COLOR_ERROR },
  danger: { description: 'Colour of what went wrong.', error: COLOR_ERROR },
  radius: { description: 'How round corners are: 0 to 32px, or the same in rem.', error: 'must be 0 to 32px' },
  fontFamily: { description: 'Names of fonts, with commas.', error: 'must be names of fonts, separated by commas' },
  fontSize: { description: 'Size of text: 12px to 20px, or the same in rem.', error: 'must be 12px to 20px' },
};

function appearanceValue(token: AppearanceToken) {
  const parsed = z.string().transform((text, context) => {
    const value = parseAppearanceValue(token, text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: APPEARANCE_TOKEN_DOCS[token].error });
    return z.NEVER;
  });
  return parsed.optional().describe(APPEARANCE_TOKEN_DOCS[token].description);
}

function appearanceValues<Token extends AppearanceToken>(tokens: readonly Token[]) {
  const values = tokens.map((token) => [token, appearanceValue(token)] as const);
  return Object.fromEntries(values) as Record<Token, ReturnType<typeof appearanceValue>>;
}

const themeColors = z.strictObject(appearanceValues(COLOR_TOKENS)).optional();

const appearance = z.strictObject({
  ...appearanceValues(APPEARANCE_TOKENS),
  logo: imageSource.optional().describe('Your logo: an SVG or PNG file, relative to this file, or a `data:` URL.'),
  light: themeColors.describe('Colours of the light theme, in place of those beside it.'),
  dark: themeColors.describe('Colours of the dark theme, in place of those beside it.'),
});

/**
 * What stands under the name of a connector. Its shape depends on the catalogue, which this schema does not know, so
 * `resolveConnectors` checks it; `configJsonSchema` puts both shapes here for editors.
 */
export const connectorEntrySchema = z.unknown();

const connectors = z.record(connectorName, connectorEntrySchema).default({});

/** An organization as people write it. */
export const organizationSchema = z
  .strictObject({
    name: displayName.optional().describe('What people call your company or product. Default: its name in addresses.'),
    mode: z
      .enum(['production', 'sandbox'])
      .default('production')
      .describe(
        '`sandbox`: any page may frame it, which the dialog says, and only sandbox connectors can be connected.',
      ),
    sandboxRealConnectors: z
      .boolean()
      .default(false)
      .describe('Whether connectors without `sandbox: true` can be connected in sandbox mode.'),
    allowedOrigins: z
      .array(textWithCheck(allowedOriginIssue))
      .default([])
      .describe('Pages that may frame the dialog and hear its messages: exact origins, or https://*.example.com.'),
    keys: z.array(keySchema).default([]).describe('Keys that sign your tokens. Several while you change them.'),
    tokens: tokens.prefault({}).describe('How long and how often tokens are good.'),
    sessionTokens: sessionTokens.prefault({}).describe('Session tokens, which your back end asks this server for.'),
    apps: z
      .record(appId, appSchema)
      .default({})
      .describe('What embedded applications show, by their id. The id is unique in this file.'),
    topLevel: z.boolean().default(false).describe('Whether the dialog also works outside a frame.'),
    returnUrls: z
      .array(textWithCheck((text) => secureUrlIssue(text, { httpToLoopback: true })))
      .default([])
      .describe('Addresses of yours that people may be sent back to.'),
    locale: languageTag.optional().describe('Language of the dialog where neither page nor token names one.'),
    appearance: appearance.default({}).describe('Design tokens of the dialog.'),
    connectors: connectors.describe('Connectors that only this organization sees, or sees differently.'),
    integrations: z
      .record(integrationSlug, integrationSchema)
      .default({})
      .describe('Features of your product that need connectors, by their name in addresses.'),
    webhooks: z.array(webhookSchema).default([]).describe('Where your back end wants to hear of events.'),
    ...dialectSettingsSchemas,
  })
  .describe('A company that embeds the dialog in its product.');

/** What {@link organizationSchema} gives, with defaults filled in. */
export type OrganizationInput = z.output<typeof organizationSchema>;

/** The whole file. */
export const configSchema = z
  .strictObject({
    organizations: z
      .record(organizationName, organizationSchema)
      .describe('Who embeds the dialog, by the name in addresses.'),
    connectors: connectors.describe('Connectors that every organization sees, by name.'),
  })
  .describe('Configuration of embed-connection. ${NAME} in a text takes an environment variable.');

/** What {@link configSchema} gives, with defaults filled in. */
export type ConfigInput = z.output<typeof configSchema>;
