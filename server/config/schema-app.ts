import { z } from 'zod';

import { textWithCheck } from './schema-texts.ts';

/** Id of an embedded application, as part of an address. */
export const appId = textWithCheck((text) => {
  if (text.includes('/')) return 'must not contain /';
  // Browsers take these two for a step in the path and never send them.
  if (text === '' || text === '.' || text === '..' || /\p{Cc}/u.test(text)) return 'cannot be part of an address';
  return text.length > 255 ? 'must not be longer than 255 characters' : undefined;
});

/** What an embedded application shows. Whether the integration exists is not checked here. */
export const appSchema = z
  .strictObject({
    show: z.literal('portal').optional().describe('All integrations that a token may see.'),
    integration: z.string().optional().describe('This integration alone, by its name in addresses.'),
  })
  .refine(({ show, integration }) => (show === undefined) !== (integration === undefined), {
    error: 'must have either `show: portal` or `integration`',
  })
  .describe('What an embedded application shows: the portal, or one integration.');

/** What {@link appSchema} gives. */
export type AppInput = z.output<typeof appSchema>;
