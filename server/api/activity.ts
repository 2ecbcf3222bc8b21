import { z } from '@hono/zod-openapi';
import { requestObject } from '../field-issues.ts';
import { isoTime } from '../iso-time.ts';
import { ACTIVITY_TYPES, type StoredActivity } from '../store/activity-store.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, jsonResponse } from './api-route.ts';
import { pageParameters, pageSchema, readCursor, sinceParameter, toPage } from './pagination.ts';
import { listedTenants, tenantReferenceSchema } from './tenant-reference.ts';

const activitySchema = z
  .strictObject({
    id: z.number().int(),
    type: z.enum(ACTIVITY_TYPES),
    at: z.iso.datetime(),
    tenant: z.strictObject({
      id: z.number().int(),
      key: z
        .string()
        .nullable()
        .openapi({ description: '`null` if the tenant was deleted. The id 0 is the whole organization.' }),
      name: z.string().nullable(),
    }),
    connection_id: z.number().int().nullable(),
    installation_id: z.number().int().nullable(),
    actor: z
      .strictObject({ id: z.string(), name: z.string().nullable() })
      .nullable()
      .openapi({ description: 'The person, access token or program that acted. `null`: the server itself.' }),
    detail: z
      .record(z.string(), z.union([z.string(), z.number(), z.boolean()]))
      .openapi({ description: 'What else is known, depending on the type. Never a credential.' }),
  })
  .openapi('Activity', {
    example: {
      ...{ id: 120, type: 'connection.connected', at: '2026-01-31T12:00:00.000Z' },
      ...{ tenant: { id: 3, key: '4242', name: 'Initech' }, connection_id: 12, installation_id: null },
      ...{ actor: { id: 'ada@initech.example', name: 'Ada' }, detail: {} },
    },
  });

const listActivity = apiRoute('read', {
  method: 'get',
  path: '/activity',
  operationId: 'listActivity',
  tags: ['Activity'],
  summary: 'List what happened to connections and installations',
  request: {
    query: requestObject({
      ...pageParameters,
      tenant: tenantReferenceSchema.optional(),
      type: z.enum(ACTIVITY_TYPES).optional().openapi({ description: 'Only activity of this type.' }),
      connection: z
        .string()
        .regex(/^[1-9]\d{0,14}$/, 'must be the id of a connection')
        .transform(Number)
        .optional()
        .openapi({ type: 'integer', description: 'Only activity of the connection with this id.', example: 12 }),
      since: sinceParameter.openapi({ description: 'Only activity at this time or later.' }),
    }),
  },
  responses: {
    200: jsonResponse('A page of activity, the newest first.', pageSchema(activitySchema)),
  },
});

/** `/activity`: the log of what happened to tenants. */
export function activityRoutes({ useCaseDeps: { store } }: Pick<ApiDeps, 'useCaseDeps'>) {
  return apiRouter().openapi(listActivity, async (c) => {
    const { accessToken } = c.var;
    const query = c.req.valid('query');
    const { tenant, type, connection, since, limit } = query;
    const beforeId = readCursor(query);
    const tenantIds = await listedTenants(store, accessToken, tenant);
    const rows = await store.activity.listOrganization(accessToken.organization.slug, {
      ...(tenantIds !== null && { tenantIds }),
      ...(type !== undefined && { types: [type] }),
      ...(connection !== undefined && { connectionId: connection }),
      ...(since !== undefined && { since }),
      ...(beforeId !== undefined && { beforeId }),
      limit: limit + 1,
    });
    return c.json(await toPage(rows, query, activityResource), 200);
  });
}

function activityResource(activity: StoredActivity): z.input<typeof activitySchema> {
  const { id, type, at, tenantId, tenant, connectionId, installationId, actor, detail } = activity;
  return {
    id,
    type,
    at: isoTime(at),
    tenant: { id: tenantId, key: tenant?.key ?? null, name: tenant?.name ?? null },
    connection_id: connectionId,
    installation_id: installationId,
    actor: actor && { id: actor.id, name: actor.name ?? null },
    detail: { ...detail },
  };
}
