import { NotFoundError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

type StoreDeps = Pick<UseCaseDeps, 'store' | 'now'>;

/** A tenant that a back end names. */
export interface CreateTenantOptions {
  readonly organization: string;
  readonly key: string;
  /** What to call the tenant. Absent: a known tenant keeps its name. */
  readonly name?: string | null | undefined;
  readonly actor: Actor | null;
}

/**
 * Creates a tenant, or finds it and brings its name up to date. Of concurrent calls for one key, exactly one resolves to
 * `created`.
 */
export async function createTenant(
  { store, now }: StoreDeps,
  { organization, key, name, actor }: CreateTenantOptions,
): Promise<{ readonly tenant: Tenant; readonly created: boolean }> {
  const at = now();
  return store.write(async (stores) => {
    const known = await stores.tenants.findByKey(organization, key);
    const tenant = known ?? (await stores.tenants.ensure(organization, key, at));
    const scope = { organization, tenantId: tenant.id };
    const isRenamed = name !== undefined && name !== tenant.name;
    const named = isRenamed ? await stores.tenants.rename(organization, tenant.id, name) : tenant;
    const origin = { scope, actor, now: at };
    if (!known) await recordEvent(stores, { type: 'tenant.created', ...origin });
    else if (isRenamed) await recordEvent(stores, { type: 'tenant.renamed', ...origin });
    return { tenant: named ?? tenant, created: !known };
  });
}

/** A new name for a tenant. */
export interface RenameTenantOptions {
  readonly tenant: Pick<Tenant, 'organization' | 'id'>;
  /** `null` removes the name. */
  readonly name: string | null;
  readonly actor: Actor | null;
  /** Throws if the tenant may not be changed as it is. Runs in the transaction of the change. */
  readonly check?: (tenant: Tenant) => void;
}

/** Renames a tenant. Throws `NotFoundError` if it was deleted. */
export async function renameTenant(
  { store, now }: StoreDeps,
  { tenant: { organization, id }, name, actor, check }: RenameTenantOptions,
): Promise<Tenant> {
  const at = now();
  return store.write(async (stores) => {
    const current = await stores.tenants.find(organization, id);
    if (!current) throw new NotFoundError();
    check?.(current);
    if (current.name === name) return current;
    const scope = { organization, tenantId: id };
    await recordEvent(stores, { type: 'tenant.renamed', scope, actor, now: at });
    return (await stores.tenants.rename(organization, id, name)) ?? current;
  });
}
