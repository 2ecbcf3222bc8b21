import { z } from '@hono/zod-openapi';
import { deleteTenantSecret, setTenantSecret } from '../connections/tenant-secret.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import { NotFoundError } from '../errors.ts';
import { requestObject } from '../field-issues.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { AccessToken } from '../http/require-access-token.ts';
import { apiRoute, apiRouter, errorResponse, jsonResponse } from './api-route.ts';
import { keySchema, requireTenant, tenantReferenceSchema } from './tenant-reference.ts';

const params = z.object({ tenant: tenantReferenceSchema });

const secretBody = requestObject({
  secret: z
    .string()
    .max(1000)
    .optional()
    .openapi({ description: 'At least 32 random bytes. Absent: the server generates a secret.' }),
}).openapi('NewTenantSecret', { example: {} });

const secretSchema = z
  .strictObject({
    tenant: z.strictObject({ id: z.number().int(), key: z.string() }),
    secret: z
      .string()
      .nullable()
      .openapi({ description: 'The generated secret. It cannot be read again. `null` if the request had one.' }),
  })
  .openapi('TenantSecret', {
    example: { tenant: { id: 12, key: '4242' }, secret: 'ects_l1cWgVQ1wVPYcOd1bFEu1ck0iT0u8yL6Lw2oPqKX3sA' },
  });

const putSecret = apiRoute('secrets', {
  method: 'put',
  path: '/tenants/{tenant}/secret',
  operationId: 'setTenantSecret',
  tags: ['Tenants'],
  summary: 'Set the secret that signs the embed tokens of one tenant',
  description:
    'It verifies tokens of this tenant with the claims of an organization’s key with `claims`, and no other tokens. It ' +
    'replaces an earlier one at once. A tenant that is named by its key and does not exist is created. A program that can ' +
    'read the secret can claim to be any user of the tenant.',
  request: { params, body: { content: { 'application/json': { schema: secretBody } } } },
  responses: {
    200: jsonResponse('The secret is set.', secretSchema),
    409: errorResponse('`conflict`: the configuration has a key for this account.'),
  },
});

const deleteSecret = apiRoute('secrets', {
  method: 'delete',
  path: '/tenants/{tenant}/secret',
  operationId: 'deleteTenantSecret',
  tags: ['Tenants'],
  summary: 'Delete the secret of one tenant',
  description: 'The keys of the configuration then verify the tokens of the tenant again.',
  request: { params },
  responses: { 204: { description: 'The tenant has no secret.' } },
});

/** `/tenants/:id/secret`: secrets that sign the embed tokens of single tenants. */
export function tenantSecretRoutes(deps: UseCaseDeps) {
  return apiRouter()
    .openapi(putSecret, async (c) => {
      const { accessToken } = c.var;
      const { organization, actor } = accessToken;
      const tenantKey = await requireTenantKey(deps, accessToken, c.req.valid('param').tenant);
      const { secret: given } = c.req.valid('json');
      const { tenant, secret } = await setTenantSecret(deps, { organization, tenantKey, actor }, given);
      const { id, key } = tenant;
      return c.json({ tenant: { id, key }, secret: given === undefined ? secret : null }, 200);
    })
    .openapi(deleteSecret, async (c) => {
      const { accessToken } = c.var;
      const tenant = await requireTenant(deps.store, accessToken, c.req.valid('param').tenant);
      await deleteTenantSecret(deps, tenant, accessToken.actor);
      return c.body(null, 204);
    });
}

/** Returns the key of a tenant that exists, or that the access token may create. Throws `NotFoundError`. */
async function requireTenantKey({ store }: UseCaseDeps, accessToken: AccessToken, reference: string): Promise<string> {
  const [, key] = /^key:(.+)$/su.exec(reference) ?? [];
  if (key === undefined) return (await requireTenant(store, accessToken, reference)).key;
  const parsed = keySchema.safeParse(key);
  if (!parsed.success || !mayUseTenant(accessToken, parsed.data)) throw new NotFoundError();
  return parsed.data;
}
