import { randomBytes } from 'node:crypto';
import { importSecret } from '../config/import-key.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { ConflictError, InvalidRequestError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import type { Stores } from '../store/store.ts';
import type { SecretLocation, Vault } from '../store/vault.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** Prefix of generated secrets, so that secret scanners find them. */
const GENERATED_PREFIX = 'ects_';
/** 256 bits: RFC 7518 section 3.2 asks for a key as long as the hash. */
const GENERATED_BYTES = 32;

/** Finds the secrets that back ends have set for single tenants. */
export function tenantSecrets({
  store,
  vault,
}: {
  readonly store: Pick<Stores, 'tenants'>;
  readonly vault: Pick<Vault, 'open'>;
}) {
  return {
    /** Resolves to `undefined` if the tenant does not exist or has no secret. */
    async findTenantSecret(organization: string, tenantKey: string): Promise<string | undefined> {
      const tenant = await store.tenants.findByKey(organization, tenantKey);
      const sealed = tenant && (await store.tenants.secret(organization, tenant.id));
      return sealed && vault.open(secretLocation(tenant), sealed);
    },
  };
}

/** A tenant whose secret changes, and who changes it. */
export interface TenantSecretChange {
  readonly organization: OrganizationConfig;
  /** Key of the tenant. A tenant that does not exist is created, so that it has its secret before its first token. */
  readonly tenantKey: string;
  readonly actor: Actor;
}

/**
 * Sets the secret that signs the embed tokens of one tenant, and replaces an earlier one at once.
 *
 * Throws `InvalidRequestError` for a secret that is short, easy to guess or already signs other tokens of the organization,
 * and `ConflictError` if the configuration has a key for this tenant, which would be used instead.
 *
 * @param secret Absent to generate one.
 */
export async function setTenantSecret(
  { store, vault, now }: UseCaseDeps,
  { organization, tenantKey, actor }: TenantSecretChange,
  secret: string = GENERATED_PREFIX + randomBytes(GENERATED_BYTES).toString('base64url'),
): Promise<{ readonly tenant: Tenant; readonly secret: string }> {
  if (organization.keys.some(({ account }) => account?.normalize('NFC') === tenantKey)) {
    throw new ConflictError('The configuration has a key for this account. Remove it there to set a secret here.');
  }
  assertUsable(organization, secret);
  const { slug } = organization;
  const tenant = await store.write(async (stores) => {
    const found = await stores.tenants.ensure(slug, tenantKey, now());
    await stores.tenants.setSecret(slug, found.id, vault.seal(secretLocation(found), secret));
    const scope = { organization: slug, tenantId: found.id };
    await recordEvent(stores, { type: 'tenant.secret_set', scope, actor, now: now() });
    return found;
  });
  return { tenant, secret };
}

/** Deletes the secret of a tenant. The keys of the organization then verify its tokens again. Does nothing without one. */
export async function deleteTenantSecret(
  { store, now }: Pick<UseCaseDeps, 'store' | 'now'>,
  { organization, id }: Tenant,
  actor: Actor,
): Promise<void> {
  await store.write(async (stores) => {
    if ((await stores.tenants.secret(organization, id)) === undefined) return;
    await stores.tenants.setSecret(organization, id, null);
    const scope = { organization, tenantId: id };
    await recordEvent(stores, { type: 'tenant.secret_deleted', scope, actor, now: now() });
  });
}

function assertUsable({ keys }: OrganizationConfig, secret: string): void {
  const imported = secret.isWellFormed() ? importSecret(secret) : { issue: 'has characters that cannot be stored' };
  // A key signs tokens of one kind. Otherwise the holder of this secret could sign for every tenant.
  const isTaken = keys.some((key) => key.secret === secret);
  const issue = 'issue' in imported ? imported.issue : isTaken ? 'is a key in the configuration' : undefined;
  if (issue !== undefined)
    throw new InvalidRequestError('Some values are wrong.', [{ path: 'secret', message: issue }]);
}

function secretLocation({ organization, id }: Tenant): SecretLocation {
  return { organization, tenantId: id, record: `tenant:${id}`, field: 'secret' };
}
