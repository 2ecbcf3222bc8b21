import { expect } from '@playwright/test';
import { z } from 'zod';

import type { RecordedMessage } from './message-recorder.ts';
import { expectNoRepeatedHeight, heightSchema } from './workato-messages.ts';

const naiveTime = z.string().regex(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}$/);
const text = z.string().min(1);
const textOrNull = text.nullable();

/** The status of each connector and the time of its last change, under keys that contain the connector's name. */
const authSchema = z
  .object({ connected: z.boolean() })
  .catchall(z.string())
  .refine((status) =>
    Object.entries(status).every(([key, value]) => {
      if (/^[A-Z0-9_]+_AUTH_STATUS$/.test(key)) return value === 'Connected' || value === 'Disconnected';
      if (/^[A-Z0-9_]+_LAST_CHANGE$/.test(key)) return String(value).endsWith('Z');
      return key === 'connected';
    }),
  );

const tenantSchema = z.strictObject({
  archived: z.boolean(),
  name: text,
  namespace: text,
  configs: z.record(z.string(), z.unknown()),
  created_date: naiveTime,
  paused: z.boolean(),
  // Empty for a connector alone.
  user_schedule: z.string(),
  schedule: z.string(),
  source: z.literal('admin'),
  integration: z.strictObject({ id: z.int(), name: text }),
  integration_release: z.null(),
  integration_release_channel: z.literal('Default'),
  id: z.int().positive(),
  modified_date: naiveTime,
  connected_users: z.strictObject({
    pandium: z.strictObject({
      id: z.uuid({ version: 'v5' }),
      email: textOrNull,
      username: text,
      attributes: z.strictObject({
        jwt: z.strictObject({
          display_name: textOrNull,
          full_name: textOrNull,
          external_integrations: z.string(),
          auditable_uid: textOrNull,
          auditable_display_name: textOrNull,
          extra_tenant_info: z.string(),
          namespace: text,
          keycloak_uri: text,
        }),
      }),
      first_name: z.null(),
      last_name: z.null(),
      email_verified: z.literal(true),
      enabled: z.literal(true),
      realm_id: text,
      created_timestamp: z.int().positive(),
    }),
  }),
  status: z.strictObject({
    tenant_id: z.int().positive(),
    last_run: z.strictObject({}),
    current_run: z.strictObject({}),
    last_successful_run: z.strictObject({}),
    dynamic_configs: z.strictObject({}),
    auth: authSchema,
  }),
});

/** The tenant of an install flow before anything was saved. */
const newTenantSchema = tenantSchema.extend({
  id: z.null(),
  created_date: z.null(),
  modified_date: z.null(),
  connected_users: z.strictObject({
    pandium: tenantSchema.shape.connected_users.shape.pandium.extend({ created_timestamp: z.null() }),
  }),
  status: tenantSchema.shape.status.extend({ tenant_id: z.null(), auth: z.record(z.string(), z.unknown()) }),
});

const successSchema = z.strictObject({
  message: z.literal('pandium-success'),
  webhook_url: z.string().regex(/^https?:\/\/[^/]+\/v1\/webhooks\/[A-Za-z0-9_-]{43,}$/),
  tenant: tenantSchema,
});

const messageSchema = z.union([
  z.strictObject({ message: z.literal('pandium-content-height-change'), height: heightSchema }),
  successSchema,
  // In an install flow, a person connects before there is an installation.
  z.strictObject({ message: z.literal('pandium-success'), tenant: newTenantSchema }),
  z.strictObject({ message: z.literal('pandium-save-sync'), tenant: tenantSchema }),
  z.strictObject({ message: z.literal('pandium-install-cancel'), tenant: newTenantSchema }),
]);

/** A message that hosts of Pandium expect. */
export type PandiumMessage = z.infer<typeof messageSchema>;

/** The message that a person has connected. */
export type PandiumSuccess = z.infer<typeof successSchema>;

/** Whether a recorded message says that a person has connected. */
export const isPandiumSuccess = isPandiumMessage('pandium-success');

/** Returns whether a recorded message has this name. */
export function isPandiumMessage(name: PandiumMessage['message']) {
  return (data: unknown): boolean =>
    typeof data === 'object' && data !== null && 'message' in data && data.message === name;
}

/** Asserts that a host page received only well-formed messages, all from this origin, and returns them. */
export function expectPandiumMessages(
  recorded: readonly RecordedMessage[],
  { origin }: { readonly origin: string },
): readonly PandiumMessage[] {
  const messages = recorded.map((event) => {
    expect(event.origin).toBe(origin);
    return messageSchema.parse(event.data);
  });
  expect(messages[0]?.message, 'the first message').toBe('pandium-content-height-change');
  expectNoRepeatedHeight(
    messages.flatMap((event) => (event.message === 'pandium-content-height-change' ? [event.height] : [])),
  );
  return messages;
}
