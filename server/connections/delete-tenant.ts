import type { OrganizationConfig } from '../config/config.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { DELETE_BATCH_SIZE } from '../store/session-store.ts';
import type { Stores } from '../store/store.ts';
import type { Tenant, TenantScope } from '../store/tenant-store.ts';
import { shownInstallation } from '../installations/consent.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { revokeInBackground, tryOpenCredentials } from './revoke.ts';
import type { RevocationDeps } from './revoke.ts';
import { signOut } from './sign-out.ts';

/** Connections, and installations, that one transaction deletes. Each takes a few writes, and its tokens are revoked. */
const BATCH_SIZE = 50;

/** The tenant to delete, and who deletes it. */
export interface DeleteTenantOptions {
  readonly tenant: Pick<Tenant, 'organization' | 'id'>;
  readonly actor: Actor | null;
}

/** A connection that was deleted, and what it had. */
interface DeletedConnection {
  readonly connection: StoredConnection;
  readonly credentials: Credentials | undefined;
}

/**
 * Deletes a tenant with everything of theirs: sessions, sign-ins, connections, installations and secrets. Webhooks hear of
 * each connection and installation. Tokens are revoked in the background, as after a disconnect. The tenant's activity stays,
 * without actors and details.
 *
 * Large tenants take several transactions. If the process stops between two of them, the tenant still exists, and another
 * call continues the deletion.
 */
export async function deleteTenant(deps: RevocationDeps, { tenant, actor }: DeleteTenantOptions): Promise<void> {
  const scope = { organization: tenant.organization, tenantId: tenant.id };
  if (!(await deps.store.tenants.find(tenant.organization, tenant.id))) return;
  await signOut(deps, { scope, userKey: null, actor });
  let anonymousUntil = 0;
  for (let isDeleted = false; !isDeleted;) {
    const deletedConnections: DeletedConnection[] = [];
    isDeleted = await deps.store.write(async (stores) => {
      // Another request may have deleted it meanwhile.
      if (!(await stores.tenants.find(scope.organization, scope.tenantId))) return true;
      const connections = await stores.connections.listOrganization(scope.organization, {
        ...{ tenantId: scope.tenantId, afterId: 0, limit: BATCH_SIZE },
      });
      for (const connection of connections) {
        const sealed = await stores.connections.credentials(scope, connection.id);
        const credentials = sealed && tryOpenCredentials(deps, connection, sealed);
        deletedConnections.push({ connection, credentials });
        await recordEvent(stores, { type: 'connection.deleted', connection, actor, now: deps.now() });
        await stores.connections.delete(scope, connection.id);
      }
      const { integrations } = deps.organizations.get(scope.organization) ?? {};
      const installations = await uninstallSome(stores, { scope, integrations, actor, now: deps.now() });
      if (connections.length === BATCH_SIZE || installations === BATCH_SIZE) return false;
      const page = { afterId: anonymousUntil, limit: DELETE_BATCH_SIZE };
      const last = await stores.activity.anonymize(scope, page);
      if (last !== undefined) {
        anonymousUntil = last;
        return false;
      }
      await endEndpoints(stores, scope);
      await recordEvent(stores, { type: 'tenant.deleted', scope, actor, now: deps.now() });
      await stores.tenants.delete(scope.organization, scope.tenantId);
      return true;
    });
    for (const deleted of deletedConnections) revoke(deps, deleted);
  }
}

interface UninstallSomeOptions {
  readonly scope: TenantScope;
  readonly integrations: OrganizationConfig['integrations'] | undefined;
  readonly actor: Actor | null;
  readonly now: number;
}

async function uninstallSome(
  stores: Stores,
  { scope, integrations, actor, now }: UninstallSomeOptions,
): Promise<number> {
  const installations = await stores.installations.list(scope, BATCH_SIZE);
  for (const found of installations) {
    const installation = await shownInstallation(stores, found, integrations?.get(found.integration));
    await recordEvent(stores, { type: 'installation.deleted', installation, actor, now });
    await stores.installations.delete(scope, installation.id);
  }
  return installations.length;
}

/** The webhook endpoints of the tenant go with its row. What waits for them would be due until it is too old. */
async function endEndpoints(
  { webhookEndpoints, webhookDeliveries }: Stores,
  { organization, tenantId }: TenantScope,
): Promise<void> {
  for (const { id } of await webhookEndpoints.list(organization, { tenantIds: [tenantId] })) {
    await webhookEndpoints.enable(organization, id);
    await webhookDeliveries.cancelPending(organization, id, 'The endpoint was deleted.');
  }
}

function revoke(deps: RevocationDeps, { connection, credentials }: DeletedConnection): void {
  const definition = deps.organizations.get(connection.organization)?.connectors.get(connection.connector);
  if (definition && credentials) revokeInBackground(deps, { connection, definition, credentials });
}
