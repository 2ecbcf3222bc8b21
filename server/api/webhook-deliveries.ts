import { z } from '@hono/zod-openapi';
import { ConflictError, NotFoundError } from '../errors.ts';
import { requestObject } from '../field-issues.ts';
import { WEBHOOK_DELIVERY_STATUSES } from '../store/webhook-delivery-store.ts';
import { ConfiguredEndpoints } from '../webhooks/configured-endpoints.ts';
import { endpointScope } from '../webhooks/endpoint-state.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, jsonResponse } from './api-route.ts';
import { pageParameters, pageSchema, readCursor, toPage } from './pagination.ts';
import { requireVisibleEndpoint } from './webhook-endpoints.ts';
import { deliveryResource, deliverySchema, endpointIdSchema } from './webhook-schemas.ts';

const common = { tags: ['Webhooks'] };

const listRoute = apiRoute('webhooks', {
  ...{ ...common, method: 'get', path: '/webhook-endpoints/{id}/deliveries', operationId: 'listWebhookDeliveries' },
  summary: 'List deliveries to a webhook endpoint',
  description: 'Deliveries are kept for 30 days.',
  request: {
    params: z.strictObject({ id: endpointIdSchema }),
    query: requestObject({
      ...pageParameters,
      status: z.enum(WEBHOOK_DELIVERY_STATUSES).optional().openapi({ description: 'Only deliveries in this status.' }),
    }),
  },
  responses: {
    200: jsonResponse('A page of deliveries, newest first.', pageSchema(deliverySchema)),
  },
});

const redeliverRoute = apiRoute('webhooks', {
  ...{ ...common, method: 'post', path: '/deliveries/{id}/redeliver', operationId: 'redeliverWebhook' },
  summary: 'Send an event to a webhook endpoint again',
  description: 'Starts with the first attempt again, at once, with the same `webhook-id`.',
  request: {
    params: z.strictObject({
      id: z
        .string()
        .regex(/^[1-9]\d{0,14}$/, 'must be the id of a delivery')
        .transform(Number)
        .openapi({ type: 'integer', description: 'Id of the delivery.', example: 31 }),
    }),
  },
  responses: {
    202: jsonResponse('It will be sent.', deliverySchema),
  },
});

/** `/webhook-endpoints/:id/deliveries` and `/deliveries`: what was sent to endpoints. */
export function webhookDeliveryRoutes({ config, useCaseDeps }: ApiDeps) {
  const { store, now } = useCaseDeps;
  const deps = { store, configured: new ConfiguredEndpoints(config.organizations) };
  return apiRouter()
    .openapi(listRoute, async (c) => {
      const { accessToken } = c.var;
      const { id: endpointId } = await requireVisibleEndpoint(deps, accessToken, c.req.valid('param').id);
      const { status, ...page } = c.req.valid('query');
      const beforeId = readCursor(page);
      const rows = await store.webhookDeliveries.list(accessToken.organization.slug, {
        ...{ endpointId, limit: page.limit + 1 },
        ...(status && { status }),
        ...(beforeId !== undefined && { beforeId }),
      });
      return c.json(await toPage(rows, page, deliveryResource), 200);
    })
    .openapi(redeliverRoute, async (c) => {
      const { accessToken, log } = c.var;
      const { slug } = accessToken.organization;
      const { id } = c.req.valid('param');
      const delivery = await store.webhookDeliveries.find(slug, id);
      if (!delivery) throw new NotFoundError();
      const { disabled, tenantId } = await requireVisibleEndpoint(deps, accessToken, delivery.endpointId);
      if (disabled) throw new ConflictError('The endpoint is disabled. Enable it first.');
      const at = now();
      const restarted = await store.write(async (stores) => {
        const found = await stores.webhookDeliveries.restart(slug, id, at);
        if (!found) throw new NotFoundError();
        const { endpointId, eventId } = found;
        const origin = { scope: endpointScope({ organization: slug, tenantId }), actor: accessToken.actor, now: at };
        await recordEvent(stores, { type: 'webhook_endpoint.redelivered', endpointId, eventId, ...origin });
        return found;
      });
      log.info({ deliveryId: id, endpointId: delivery.endpointId }, 'a webhook is sent again');
      return c.json(deliveryResource(restarted), 202);
    });
}
