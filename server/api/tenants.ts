import { z } from '@hono/zod-openapi';
import { createTenant, renameTenant } from '../connections/change-tenant.ts';
import { deleteTenant } from '../connections/delete-tenant.ts';
import { signOut } from '../connections/sign-out.ts';
import { NotFoundError } from '../errors.ts';
import { requestObject } from '../field-issues.ts';
import { isoTime } from '../iso-time.ts';
import { isDisplayableName } from '../plain-text.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { ApiDeps } from './api-env.ts';
import { apiRoute, apiRouter, errorResponse, jsonRequest, jsonResponse } from './api-route.ts';
import { etagHeader, etagOf, ifMatchHeader, requireMatch } from './if-match.ts';
import { pageParameters, pageSchema, readCursor, sinceParameter, toPage } from './pagination.ts';
import { keySchema, requireTenant, tenantKeySchema, tenantReferenceSchema } from './tenant-reference.ts';

/** As long as a text in a claim may be. */
const MAX_NAME_LENGTH = 255;

const nameSchema = z
  .string()
  .trim()
  .min(1)
  .max(MAX_NAME_LENGTH)
  .refine(isDisplayableName, 'must have visible characters and no control characters')
  .nullable()
  .openapi({ description: 'What people call the customer account. `null`: the key is shown.' });

const tenantSchema = z
  .strictObject({
    id: z.number().int().openapi({ description: 'Never used again after a deletion.' }),
    key: z.string().openapi({ description: 'What the organization calls the customer account.' }),
    name: nameSchema,
    created_at: z.iso.datetime(),
  })
  .openapi('Tenant', {
    example: { id: 12, key: '4242', name: 'Contoso', created_at: '2026-01-31T12:00:00.000Z' },
  });

const common = { tags: ['Tenants'] };
const params = z.strictObject({ tenant: tenantReferenceSchema });
const oneTenant = (description: string) => ({ ...jsonResponse(description, tenantSchema), headers: etagHeader });

const listRoute = apiRoute('read', {
  ...{ ...common, method: 'get', path: '/tenants', operationId: 'listTenants' },
  summary: 'List tenants',
  request: {
    query: requestObject({
      ...pageParameters,
      key: tenantKeySchema.optional().openapi({ description: 'Only the tenant with this key.' }),
      since: sinceParameter.openapi({ description: 'Only tenants that were created at this time or later.' }),
    }),
  },
  responses: {
    200: jsonResponse('A page of tenants, by id.', pageSchema(tenantSchema)),
  },
});

const createTenantRoute = apiRoute('write', {
  ...{ ...common, method: 'post', path: '/tenants', operationId: 'createTenant' },
  summary: 'Create a tenant, or find it by its key',
  description: 'Tenants are also created by their first embed token. A known tenant gets the name, if there is one.',
  request: {
    body: jsonRequest(
      requestObject({ key: tenantKeySchema, name: nameSchema.optional() }).openapi('CreateTenant', {
        example: { key: '4242', name: 'Contoso' },
      }),
    ),
  },
  responses: {
    200: oneTenant('The tenant, which existed before.'),
    201: oneTenant('The new tenant.'),
    404: errorResponse('`not_found`: the access token is not for this tenant.'),
  },
});

const readRoute = apiRoute('read', {
  ...{ ...common, method: 'get', path: '/tenants/{tenant}', operationId: 'readTenant' },
  summary: 'Read a tenant',
  request: { params },
  responses: { 200: oneTenant('The tenant.') },
});

const changeRoute = apiRoute('write', {
  ...{ ...common, method: 'patch', path: '/tenants/{tenant}', operationId: 'changeTenant' },
  summary: 'Rename a tenant',
  request: {
    params,
    headers: z.object(ifMatchHeader),
    body: jsonRequest(requestObject({ name: nameSchema }).openapi('ChangeTenant', { example: { name: 'Contoso' } })),
  },
  responses: { 200: oneTenant('The tenant with its new name.') },
});

const deleteRoute = apiRoute('write', {
  ...{ ...common, method: 'delete', path: '/tenants/{tenant}', operationId: 'deleteTenant' },
  summary: 'Delete a tenant with everything of theirs',
  description:
    'Deletes sessions, sign-ins, connections, installations and secrets, and then revokes tokens at their providers. ' +
    'Activity stays, without actors and details. A large tenant takes a while; repeat the request if it is interrupted. ' +
    'An embed token that is still valid creates the tenant again.',
  request: { params },
  responses: { 204: { description: 'It is deleted.' } },
});

const signOutRoute = apiRoute('write', {
  ...{ ...common, method: 'post', path: '/tenants/{tenant}/sign-out', operationId: 'signOutTenant' },
  summary: 'End the sessions and embed tokens of a tenant, or of one of its users',
  description:
    'Open dialogs end with their next request. Embed tokens that were issued before are refused, and so are tokens ' +
    'without `iat` whose `exp` is less than 24 hours later than the sign-out. Connections stay connected.',
  request: {
    params,
    body: {
      ...jsonRequest(
        requestObject({
          user: keySchema
            .optional()
            .openapi({ description: 'Only this user, as embed tokens name the user.', example: 'ada@acme.com' }),
        }).openapi('SignOut', { example: { user: 'ada@acme.com' } }),
      ),
      required: false,
    },
  },
  responses: {
    200: jsonResponse(
      'From when on embed tokens are accepted: the next full second.',
      z
        .strictObject({ tokens_not_before: z.iso.datetime() })
        .openapi('SignedOut', { example: { tokens_not_before: '2026-01-31T12:00:00.000Z' } }),
    ),
  },
});

/** `/tenants`: the customer accounts of the organization. */
export function tenantRoutes({ config, useCaseDeps, background }: ApiDeps) {
  const { store } = useCaseDeps;
  return apiRouter()
    .openapi(listRoute, async (c) => {
      const { organization, tenants } = c.var.accessToken;
      const { key, since, ...page } = c.req.valid('query');
      const allowed = tenants && [...tenants];
      const keys = key === undefined ? allowed : [key].filter((wanted) => allowed?.includes(wanted) ?? true);
      const rows = await store.tenants.list(organization.slug, {
        afterId: readCursor(page) ?? 0,
        limit: page.limit + 1,
        createdSince: since,
        ...(keys && { keys }),
      });
      return c.json(await toPage(rows, page, tenantResource), 200);
    })
    .openapi(createTenantRoute, async (c) => {
      const { accessToken } = c.var;
      const { key, name } = c.req.valid('json');
      if (!mayUseTenant(accessToken, key)) throw new NotFoundError();
      const { organization, actor } = accessToken;
      const { tenant, created } = await createTenant(useCaseDeps, {
        organization: organization.slug,
        key,
        name,
        actor,
      });
      c.header('ETag', etagOf(tenant.revision));
      if (!created) return c.json(tenantResource(tenant), 200);
      c.header('Location', `${c.req.path}/${tenant.id}`);
      return c.json(tenantResource(tenant), 201);
    })
    .openapi(readRoute, async (c) => {
      const tenant = await requireTenant(store, c.var.accessToken, c.req.valid('param').tenant);
      c.header('ETag', etagOf(tenant.revision));
      return c.json(tenantResource(tenant), 200);
    })
    .openapi(changeRoute, async (c) => {
      const { accessToken } = c.var;
      const tenant = await requireTenant(store, accessToken, c.req.valid('param').tenant);
      const { name } = c.req.valid('json');
      const check = ({ revision }: Tenant) => requireMatch(c.req.valid('header')['if-match'], etagOf(revision));
      const renamed = await renameTenant(useCaseDeps, { tenant, name, actor: accessToken.actor, check });
      c.header('ETag', etagOf(renamed.revision));
      return c.json(tenantResource(renamed), 200);
    })
    .openapi(deleteRoute, async (c) => {
      const { accessToken, log } = c.var;
      const tenant = await requireTenant(store, accessToken, c.req.valid('param').tenant);
      const deps = { ...useCaseDeps, organizations: config.organizations, background, log };
      await deleteTenant(deps, { tenant, actor: accessToken.actor });
      return c.body(null, 204);
    })
    .openapi(signOutRoute, async (c) => {
      const { accessToken } = c.var;
      const { organization, id: tenantId } = await requireTenant(store, accessToken, c.req.valid('param').tenant);
      const userKey = c.req.valid('json').user ?? null;
      const scope = { organization, tenantId };
      const notBefore = await signOut(useCaseDeps, { scope, userKey, actor: accessToken.actor });
      return c.json({ tokens_not_before: isoTime(notBefore) }, 200);
    });
}

function tenantResource({ id, key, name, createdAt }: Tenant) {
  return { id, key, name, created_at: isoTime(createdAt) };
}
