import { z } from 'zod';

/** Embed systems whose claims a key of an organization can sign instead of the usual ones: values of `claims` of a key. */
export const CLAIMS_SYSTEMS = ['locoia'] as const;

/** What is wrong with a key that has an `account` and no `claims`. */
export const ACCOUNT_WITHOUT_CLAIMS = `needs \`claims\` beside it, such as claims: ${CLAIMS_SYSTEMS[0]}`;

/** Settings of an organization for one dialect, by dialect. They are keys of the organization in the configuration. */
export const dialectSettingsSchemas = {
  workato: z
    .strictObject({
      keysByApi: z
        .boolean()
        .default(false)
        .describe('Whether a back end may replace the key of a `vendorId` with an access token.'),
    })
    .prefault({})
    .describe('Settings for hosts that were written for Workato.'),
  pandium: z
    .strictObject({
      webhookUrl: z
        .boolean()
        .default(true)
        .describe(
          'Whether the message of success carries a `webhook_url`, which passes what the host posts to it on to webhooks.',
        ),
    })
    .prefault({})
    .describe('Settings for hosts that were written for Pandium.'),
};
