import { z } from '@hono/zod-openapi';
import { isTenantOrUserKey, KEY_ISSUE } from '../auth/claim-values.ts';
import { isKeyAlone, KEY_ALONE_ISSUE, TENANT_KEY_PREFIX } from '../connections/tenant-key.ts';
import { InvalidRequestError, NotFoundError } from '../errors.ts';
import { mayUseTenant } from '../http/require-access-token.ts';
import type { AccessToken } from '../http/require-access-token.ts';
import type { Store } from '../store/store.ts';
import type { Tenant } from '../store/tenant-store.ts';

/**
 * How paths and query parameters name a tenant: by its numeric id, or by `key:` and its key. A key alone could be taken for
 * the id of another tenant.
 */
export const tenantReferenceSchema = z
  .string()
  .regex(/^(?:[1-9]\d{0,15}|key:.+)$/su, 'must be a numeric id, or key: and the key of the tenant')
  .openapi({
    description: 'Numeric id of the tenant, or `key:` and its key, URL-encoded.',
    example: 'key:4242',
  });

/** What the organization calls a tenant or a user. */
export const keySchema = z
  .string()
  .transform((key) => key.normalize('NFC'))
  .refine(isTenantOrUserKey, KEY_ISSUE)
  .openapi({ type: 'string' });

/** How bodies name a tenant: by its key alone. */
export const tenantKeySchema = keySchema.refine(isKeyAlone, KEY_ALONE_ISSUE).openapi({
  ...{ type: 'string', example: '4242' },
  description: 'What the organization calls the customer account. The key alone: with `key:` before it, it is refused.',
});

/**
 * Finds the tenant that a request names. Throws `NotFoundError` if the organization has no such tenant, or if the access
 * token is restricted to others.
 */
export async function requireTenant(store: Store, accessToken: AccessToken, reference: string): Promise<Tenant> {
  const tenant = await findTenant(store, accessToken, reference);
  if (!tenant) throw new NotFoundError();
  return tenant;
}

/**
 * Finds the tenants whose rows a list has: the one that the request names, or all that the access token may see.
 *
 * @returns Ids of tenants. `null`: every tenant of the organization. An unknown or hidden tenant has an empty list.
 */
export async function listedTenants(
  store: Store,
  accessToken: AccessToken,
  reference: string | undefined,
): Promise<readonly number[] | null> {
  if (reference !== undefined) {
    const tenant = await findTenant(store, accessToken, reference);
    return tenant ? [tenant.id] : [];
  }
  const { tenants, organization } = accessToken;
  if (tenants === null) return null;
  const found = await Promise.all([...tenants].map((key) => store.tenants.findByKey(organization.slug, key)));
  return found.flatMap((tenant) => (tenant ? [tenant.id] : []));
}

async function findTenant(
  { tenants }: Store,
  accessToken: AccessToken,
  reference: string,
): Promise<Tenant | undefined> {
  const { slug } = accessToken.organization;
  const tenant = reference.startsWith(TENANT_KEY_PREFIX)
    ? await tenants.findByKey(slug, reference.slice(TENANT_KEY_PREFIX.length).normalize('NFC'))
    : await tenants.find(slug, idOf(reference));
  return tenant && mayUseTenant(accessToken, tenant.key) ? tenant : undefined;
}

function idOf(reference: string): number {
  const id = Number(reference);
  // Larger numbers are rounded, so they would name another tenant.
  if (Number.isSafeInteger(id)) return id;
  throw new InvalidRequestError('Some values are wrong.', [{ path: 'tenant', message: 'is too large' }]);
}
