import type { Tenant } from '../store/tenant-store.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** A tenant as a verified token names it. */
export interface NamedTenant {
  /** Slug of the organization. */
  readonly organization: string;
  readonly tenantKey: string;
  /** What to call the customer account. Absent if the token does not say it. */
  readonly tenantName?: string | undefined;
}

/**
 * Finds the tenant of a verified token, or creates it.
 *
 * Pages call it before they look for what the token asks for. So the organization finds every tenant that has opened a page,
 * even if the page did not exist. It writes nothing for a known tenant: opening the session brings the name up to date.
 */
export async function ensureTenant(
  { store, now }: Pick<UseCaseDeps, 'store' | 'now'>,
  { organization, tenantKey, tenantName }: NamedTenant,
): Promise<Tenant> {
  const found = await store.tenants.findByKey(organization, tenantKey);
  if (found) return found;
  return store.write(async ({ tenants }) => {
    const tenant = await tenants.ensure(organization, tenantKey, now());
    if (tenantName !== undefined) await tenants.rename(organization, tenant.id, tenantName);
    return { ...tenant, name: tenantName ?? tenant.name };
  });
}
