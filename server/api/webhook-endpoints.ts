import { z } from '@hono/zod-openapi';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { requestObject } from '../field-issues.ts';
import type { AccessToken } from '../http/require-access-token.ts';
import { ConfiguredEndpoints } from '../webhooks/configured-endpoints.ts';
import {
  changeEndpoint,
  createEndpoint,
  deleteEndpoint,
  type EndpointView,
  findEndpoint,
  listEndpoints,
} from '../webhooks/endpoints.ts';
import { TestEvents } from '../webhooks/test-event.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, errorResponse, jsonRequest, jsonResponse } from './api-route.ts';
import { etagHeader, etagOf, ifMatchHeader, requireMatch } from './if-match.ts';
import { listedTenants, requireTenant, tenantKeySchema } from './tenant-reference.ts';
import {
  endpointIdSchema,
  endpointResource,
  endpointSchema,
  endpointWithSecretSchema,
  eventsSchema,
  testResultSchema,
  urlSchema,
} from './webhook-schemas.ts';

const DAY_SECONDS = 24 * 60 * 60;
const MAX_OVERLAP_SECONDS = 7 * DAY_SECONDS;

const common = { tags: ['Webhooks'] };
const params = z.strictObject({ id: endpointIdSchema });
const oneEndpoint = (description: string) => ({
  ...jsonResponse(description, endpointWithSecretSchema),
  headers: etagHeader,
});

const listRoute = apiRoute('webhooks', {
  ...{ ...common, method: 'get', path: '/webhook-endpoints', operationId: 'listWebhookEndpoints' },
  summary: 'List webhook endpoints',
  description: 'An access token that is restricted to tenants sees the endpoints of these tenants only.',
  responses: {
    200: jsonResponse(
      'All endpoints: those of the configuration first.',
      z.strictObject({ data: z.array(endpointSchema), next_cursor: z.null() }),
    ),
  },
});

const createEndpointRoute = apiRoute('webhooks', {
  ...{ ...common, method: 'post', path: '/webhook-endpoints', operationId: 'createWebhookEndpoint' },
  summary: 'Register a webhook endpoint',
  description:
    'At most 50 that receive the events of all tenants, 5 of each tenant, and 1,000 of all tenants together.',
  request: {
    body: jsonRequest(
      requestObject({
        url: urlSchema,
        events: eventsSchema.default(['*']),
        tenant: tenantKeySchema.optional().openapi({
          description:
            'The only tenant whose events it receives. Required if the access token is restricted to tenants.',
        }),
      }).openapi('CreateWebhookEndpoint', {
        example: { url: 'https://api.acme.com/hooks', events: ['connection.connected', 'connection.needs_reauth'] },
      }),
    ),
  },
  responses: {
    201: oneEndpoint('The new endpoint. Its secret is in no other answer.'),
    404: errorResponse('`not_found`: the organization has no such tenant, or the access token is not for it.'),
  },
});

const readRoute = apiRoute('webhooks', {
  ...{ ...common, method: 'get', path: '/webhook-endpoints/{id}', operationId: 'readWebhookEndpoint' },
  summary: 'Read a webhook endpoint',
  request: { params },
  responses: {
    200: { ...jsonResponse('The endpoint.', endpointSchema), headers: etagHeader },
  },
});

const changeRoute = apiRoute('webhooks', {
  ...{ ...common, method: 'patch', path: '/webhook-endpoints/{id}', operationId: 'changeWebhookEndpoint' },
  summary: 'Change, disable or enable a webhook endpoint, or rotate its secret',
  description: 'An endpoint in the configuration can only be disabled and enabled.',
  request: {
    params,
    headers: z.object(ifMatchHeader),
    body: jsonRequest(
      requestObject({
        url: urlSchema.optional(),
        events: eventsSchema.optional(),
        disabled: z.boolean().optional().openapi({
          description: '`true`: it receives nothing more, and events that wait for it fail.',
        }),
        rotate_secret: z
          .literal(true)
          .optional()
          .openapi({ description: 'Makes a new secret, which is in the answer.' }),
        overlap_seconds: z.int().min(0).max(MAX_OVERLAP_SECONDS).default(DAY_SECONDS).openapi({
          description: 'How long the secret before the rotation also signs.',
        }),
      }).openapi('ChangeWebhookEndpoint', { example: { rotate_secret: true, overlap_seconds: 3600 } }),
    ),
  },
  responses: { 200: oneEndpoint('The changed endpoint.') },
});

const deleteRoute = apiRoute('webhooks', {
  ...{ ...common, method: 'delete', path: '/webhook-endpoints/{id}', operationId: 'deleteWebhookEndpoint' },
  summary: 'Delete a webhook endpoint',
  request: { params },
  responses: {
    204: { description: 'It is deleted, and receives nothing more.' },
    409: errorResponse('`conflict`: the endpoint is in the configuration.'),
  },
});

const testRoute = apiRoute('webhooks', {
  ...{ ...common, method: 'post', path: '/webhook-endpoints/{id}/test', operationId: 'testWebhookEndpoint' },
  summary: 'Send a test event',
  description:
    'Sends an event of the type `webhook.test` once, also to a disabled endpoint, and waits for the answer. ' +
    'At most ten a minute for an endpoint, in each server process.',
  request: { params },
  responses: {
    200: jsonResponse('What came of it.', testResultSchema),
  },
});

/** `/webhook-endpoints`: the addresses that receive the events of the organization. */
export function webhookEndpointRoutes({ config, useCaseDeps }: ApiDeps) {
  const { store } = useCaseDeps;
  const deps = { ...useCaseDeps, configured: new ConfiguredEndpoints(config.organizations) };
  const testEvents = new TestEvents(deps);
  const toResource = async (endpoint: EndpointView, organization: string) => {
    const tenant = endpoint.tenantId === null ? undefined : await store.tenants.find(organization, endpoint.tenantId);
    return endpointResource(endpoint, tenant ?? null);
  };
  const requireEndpoint = (accessToken: AccessToken, id: string) => requireVisibleEndpoint(deps, accessToken, id);

  return apiRouter()
    .openapi(listRoute, async (c) => {
      const { accessToken } = c.var;
      const { slug } = accessToken.organization;
      const endpoints = await listEndpoints(deps, slug);
      const visible = await listedTenants(deps.store, accessToken, undefined);
      const data = await Promise.all(
        endpoints.filter((endpoint) => isVisible(endpoint, visible)).map((endpoint) => toResource(endpoint, slug)),
      );
      return c.json({ data, next_cursor: null }, 200);
    })
    .openapi(createEndpointRoute, async (c) => {
      const { accessToken, log } = c.var;
      const { url, events, tenant: key } = c.req.valid('json');
      if (key === undefined && accessToken.tenants !== null) {
        const message = 'is required, because the access token is restricted to tenants';
        throw new InvalidRequestError('Some values are wrong.', [{ path: 'tenant', message }]);
      }
      const tenant = key === undefined ? null : await requireTenant(store, accessToken, `key:${key}`);
      const { slug } = accessToken.organization;
      const { signal } = c.req.raw;
      const order = { organization: slug, tenantId: tenant?.id ?? null, url, events, actor: accessToken.actor, signal };
      const { endpoint, secret } = await createEndpoint(deps, order);
      log.info({ endpointId: endpoint.id, tenantId: endpoint.tenantId }, 'created a webhook endpoint');
      c.header('Location', `${c.req.path}/${endpoint.id}`);
      c.header('ETag', etagOf(versionOf(endpoint)));
      return c.json({ ...endpointResource(endpoint, tenant), ...(secret !== undefined && { secret }) }, 201);
    })
    .openapi(readRoute, async (c) => {
      const { accessToken } = c.var;
      const endpoint = await requireEndpoint(accessToken, c.req.valid('param').id);
      c.header('ETag', etagOf(versionOf(endpoint)));
      return c.json(await toResource(endpoint, accessToken.organization.slug), 200);
    })
    .openapi(changeRoute, async (c) => {
      const { accessToken, log } = c.var;
      const { id } = await requireEndpoint(accessToken, c.req.valid('param').id);
      const { overlap_seconds: overlapSeconds, rotate_secret: rotates, ...change } = c.req.valid('json');
      const { slug } = accessToken.organization;
      const { endpoint, secret } = await changeEndpoint(deps, {
        ...{ organization: slug, id, ...change, actor: accessToken.actor, signal: c.req.raw.signal },
        rotateSecret: rotates && { overlapMs: overlapSeconds * 1000 },
        check: (present) => requireMatch(c.req.valid('header')['if-match'], etagOf(versionOf(present))),
      });
      log.info(
        { endpointId: id, rotated: rotates === true, changed: Object.keys(change) },
        'changed a webhook endpoint',
      );
      c.header('ETag', etagOf(versionOf(endpoint)));
      const resource = await toResource(endpoint, slug);
      return c.json({ ...resource, ...(secret !== undefined && { secret }) }, 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { accessToken, log } = c.var;
      const { id } = await requireEndpoint(accessToken, c.req.valid('param').id);
      const { organization, actor } = accessToken;
      await deleteEndpoint(deps, { organization: organization.slug, id, actor });
      log.info({ endpointId: id }, 'deleted a webhook endpoint');
      return c.body(null, 204);
    })
    .openapi(testRoute, async (c) => {
      const { accessToken } = c.var;
      const { id: endpointId } = await requireEndpoint(accessToken, c.req.valid('param').id);
      const { slug: organization } = accessToken.organization;
      const sent = await testEvents.send({ organization, endpointId }, c.req.raw.signal);
      if (!sent) throw new NotFoundError();
      const { statusCode, durationMs, error } = sent.attempt;
      const result = { succeeded: error === null, status_code: statusCode, duration_ms: durationMs, error };
      return c.json({ event_id: sent.eventId, ...result }, 200);
    });
}

/** What looking up an endpoint requires. */
export type VisibleEndpointDeps = Pick<ApiDeps['useCaseDeps'], 'store'> & { readonly configured: ConfiguredEndpoints };

/** Finds an endpoint. Throws `NotFoundError` if there is none, or if the access token is not for its events. */
export async function requireVisibleEndpoint(
  deps: VisibleEndpointDeps,
  accessToken: AccessToken,
  id: string,
): Promise<EndpointView> {
  const endpoint = await findEndpoint(deps, accessToken.organization.slug, id);
  if (!endpoint || !isVisible(endpoint, await listedTenants(deps.store, accessToken, undefined)))
    throw new NotFoundError();
  return endpoint;
}

function isVisible({ tenantId }: EndpointView, visible: readonly number[] | null): boolean {
  return visible === null || (tenantId !== null && visible.includes(tenantId));
}

/** Changes with each change, also when the endpoint is disabled. */
function versionOf({ updatedAt, disabled }: EndpointView): string {
  return [updatedAt ?? 0, ...(disabled ? [disabled.disabledAt] : [])].join('-');
}
