import { z } from 'zod';

/** Settings of an organization for one dialect, by dialect. They are keys of the organization in the configuration. */
export const dialectSettingsSchemas = {
  workato: z
    .strictObject({
      keysByApi: z
        .boolean()
        .default(false)
        .describe('Whether a back end may replace the key of a `vendorId` with an access token. Not used yet.'),
    })
    .prefault({})
    .describe('Settings for hosts that were written for Workato.'),
  pandium: z
    .strictObject({
      webhookUrl: z
        .boolean()
        .default(true)
        .describe('Whether the message of success carries an address at which the host can register webhooks.'),
    })
    .prefault({})
    .describe('Settings for hosts that were written for Pandium.'),
};
