import { z } from 'zod';

/** What an organization may set for one dialect alone: keys of the organization in the configuration, by dialect. */
export const dialectSettingsSchemas = {
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
