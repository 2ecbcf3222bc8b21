import { z } from 'zod';

import { isCanonicalBase64 } from './canonical-base64.ts';
import { WEBHOOK_EVENT_TYPES } from './config.ts';
import { textWithCheck } from './schema-texts.ts';

/** Shortest secret, in bytes after `whsec_` and in characters otherwise. Standard Webhooks, "Secrets": 24 bytes. */
const MIN_SECRET_LENGTH = 24;

/** Where an organization hears of events. Whether http is allowed depends on the server, so it is not checked here. */
export const webhookSchema = z
  .strictObject({
    url: z
      .string()
      .describe('https address that events are posted to. Different for each webhook of the organization.'),
    secret: textWithCheck(secretIssue).describe('Signs each event: whsec_ and base64, or any 24 characters or more.'),
    previousSecret: textWithCheck(secretIssue)
      .optional()
      .describe('Secret before the last change. Also signs each event, until you remove it here.'),
    events: z
      .array(z.enum(['*', ...WEBHOOK_EVENT_TYPES]))
      .min(1)
      .default(['*'])
      .describe('Which events. `*`: all.'),
  })
  .describe('An address of your back end that hears of events.');

function secretIssue(secret: string): string | undefined {
  const encoded = /^whsec_(.*)$/s.exec(secret)?.[1];
  if (encoded === undefined) {
    return secret.length < MIN_SECRET_LENGTH ? `must have ${MIN_SECRET_LENGTH} characters or more` : undefined;
  }
  return isCanonicalBase64(encoded) && Buffer.from(encoded, 'base64').length >= MIN_SECRET_LENGTH
    ? undefined
    : `must have base64 of ${MIN_SECRET_LENGTH} bytes or more after whsec_`;
}
