import { z } from '@hono/zod-openapi';
import { WEBHOOK_EVENT_TYPES } from '../config/config.ts';
import { isoTime } from '../iso-time.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { WEBHOOK_DELIVERY_STATUSES, type WebhookDelivery } from '../store/webhook-delivery-store.ts';
import type { EndpointView } from '../webhooks/endpoints.ts';

/** The longest address that an endpoint can have. */
const MAX_URL_LENGTH = 2000;

const idExample = 'whe_0f5a2b1f7c116f1c6f0e3c1b4b2e9a83';

/** Id of an endpoint. */
export const endpointIdSchema = z.string().max(64).openapi({ description: 'Id of the endpoint.', example: idExample });

/** Address of an endpoint in a request. */
export const urlSchema = z
  .url()
  .max(MAX_URL_LENGTH)
  .transform((text) => new URL(text))
  .openapi({
    type: 'string',
    format: 'uri',
    description: 'https address that events are posted to. Reachable from the internet.',
    example: 'https://api.acme.com/hooks',
  });

const SUBSCRIPTIONS = ['*', ...WEBHOOK_EVENT_TYPES] as const;

/** Subscription of an endpoint. */
export const eventsSchema = z
  .array(z.enum(SUBSCRIPTIONS))
  .min(1)
  .max(SUBSCRIPTIONS.length)
  .openapi({ description: 'Types of events. `*`: all.', example: ['*'] });

const time = z.iso.datetime();

const endpointFields = {
  id: z.string(),
  source: z.enum(['api', 'configuration']).openapi({
    description: '`configuration`: it is in the configuration file, and only there can it be changed.',
  }),
  url: z.string(),
  events: z.array(z.string()).openapi({ description: 'Types of events. `*`: all.' }),
  tenant: z
    .strictObject({ id: z.number().int(), key: z.string(), name: z.string().nullable() })
    .nullable()
    .openapi({ description: 'The only tenant whose events it receives. `null`: all tenants.' }),
  disabled_at: time.nullable().openapi({ description: 'It receives nothing since then. `null`: it is enabled.' }),
  disabled_reason: z.string().nullable(),
  previous_secret_until: time.nullable().openapi({
    description: 'Until then, the secret before the last rotation also signs.',
  }),
  created_at: time.nullable().openapi({ description: '`null` for an endpoint in the configuration.' }),
  updated_at: time.nullable(),
};

const endpointExample = {
  ...{ id: idExample, source: 'api' as const, url: 'https://api.acme.com/hooks', events: ['*'], tenant: null },
  ...{ disabled_at: null, disabled_reason: null, previous_secret_until: null },
  ...{ created_at: '2026-01-31T12:00:00.000Z', updated_at: '2026-01-31T12:00:00.000Z' },
};

/** An endpoint in an answer. */
export const endpointSchema = z.strictObject(endpointFields).openapi('WebhookEndpoint', { example: endpointExample });

/** An endpoint in an answer that may have its secret. */
export const endpointWithSecretSchema = z
  .strictObject({
    ...endpointFields,
    secret: z.string().optional().openapi({ description: 'Shown once, when it is new. Verifies the signatures.' }),
  })
  .openapi('WebhookEndpointWithSecret', {
    example: { ...endpointExample, secret: 'whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwMfKQ9r8GKYo=' },
  });

/** A delivery in an answer. */
export const deliverySchema = z
  .strictObject({
    id: z.number().int(),
    endpoint_id: z.string(),
    event_id: z.string().openapi({ description: 'The `webhook-id`, the same at each attempt.' }),
    event_type: z.enum(WEBHOOK_EVENT_TYPES),
    status: z.enum(WEBHOOK_DELIVERY_STATUSES),
    attempts: z.number().int().openapi({ description: 'Since it was created or sent again.' }),
    next_attempt_at: time.nullable(),
    last_attempt_at: time.nullable(),
    status_code: z.number().int().nullable().openapi({ description: 'HTTP status of the last answer.' }),
    duration_ms: z.number().int().nullable().openapi({ description: 'How long the last attempt took.' }),
    error: z.string().nullable().openapi({ description: 'Why the last attempt failed, for people.' }),
    created_at: time,
  })
  .openapi('WebhookDelivery', {
    example: {
      ...{ id: 31, endpoint_id: idExample, event_id: 'evt_5b0f8a5e-93a1-4a3f-9d5c-0b8d5f3f8f7e' },
      ...{ event_type: 'connection.connected', status: 'succeeded', attempts: 1, next_attempt_at: null },
      ...{ last_attempt_at: '2026-01-31T12:00:00.000Z', status_code: 204, duration_ms: 48, error: null },
      created_at: '2026-01-31T12:00:00.000Z',
    },
  });

/** The result of a test event. */
export const testResultSchema = z
  .strictObject({
    event_id: z.string(),
    succeeded: z.boolean().openapi({ description: 'Whether the status was 2xx.' }),
    status_code: z.number().int().nullable(),
    duration_ms: z.number().int(),
    error: z.string().nullable(),
  })
  .openapi('WebhookTestResult', {
    example: {
      ...{ event_id: 'evt_5b0f8a5e-93a1-4a3f-9d5c-0b8d5f3f8f7e', succeeded: false, status_code: 500, duration_ms: 48 },
      error: 'The receiver answered 500.',
    },
  });

/** What a back end sees of an endpoint. */
export function endpointResource(endpoint: EndpointView, tenant: Tenant | null) {
  const { id, source, url, events, disabled, previousSecretUntil, createdAt, updatedAt } = endpoint;
  return {
    ...{ id, source, url, events: [...events] },
    tenant: tenant && { id: tenant.id, key: tenant.key, name: tenant.name },
    disabled_at: isoTime(disabled?.disabledAt ?? null),
    disabled_reason: disabled?.reason ?? null,
    previous_secret_until: isoTime(previousSecretUntil),
    created_at: isoTime(createdAt),
    updated_at: isoTime(updatedAt),
  };
}

/** What a back end sees of a delivery. */
export function deliveryResource(delivery: WebhookDelivery) {
  return {
    id: delivery.id,
    endpoint_id: delivery.endpointId,
    event_id: delivery.eventId,
    event_type: delivery.eventType,
    status: delivery.status,
    attempts: delivery.attempts,
    next_attempt_at: isoTime(delivery.nextAttemptAt),
    last_attempt_at: isoTime(delivery.lastAttemptAt),
    status_code: delivery.statusCode,
    duration_ms: delivery.durationMs,
    error: delivery.error,
    created_at: isoTime(delivery.createdAt),
  };
}
