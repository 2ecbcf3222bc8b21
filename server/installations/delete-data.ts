import { connectorsForPeople, requireConnector } from '../connections/visible-connections.ts';
import { removeConnection } from '../connections/change-connection.ts';
import { revokeInBackground, tryOpenCredentials } from '../connections/revoke.ts';
import type { RevocationDeps } from '../connections/revoke.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { removeInstallation } from './change-installation.ts';
import { connectorSlug } from './ensure-installation.ts';
import type { InstallationOwner } from './installation-owner.ts';

/** A connection that was deleted, and what it had. */
interface DeletedConnection {
  readonly connection: StoredConnection;
  readonly credentials: Credentials | undefined;
}

/**
 * Deletes everything that an owner has of an integration: settings, drafts, runs, installation, consent, and the connections
 * that nothing else of this owner uses. Then revokes the tokens of these connections at their providers, in the background.
 *
 * Creates a first connection of each connector again, as opening the page does.
 */
export async function deleteInstallationData(
  deps: RevocationDeps,
  owner: InstallationOwner,
  cause: EventCause,
): Promise<void> {
  const now = deps.now();
  const deleted = await deps.store.write(async (stores) => {
    await removeInstallation(stores, owner, { cause, now });
    await removeConsent(stores, owner, { cause, now });
    return removeConnections(stores, { deps, owner, cause, now });
  });
  for (const { connection, credentials } of deleted) {
    const definition = owner.organization.connectors.get(connection.connector);
    if (definition && credentials) revokeInBackground(deps, { connection, definition, credentials });
  }
}

interface Origin {
  readonly cause: EventCause;
  readonly now: number;
}

async function removeConsent(stores: Stores, owner: InstallationOwner, { cause, now }: Origin): Promise<void> {
  const { scope, integration, userKey } = owner;
  const subject = { integration: integration.slug, userKey };
  const consent = await stores.consents.find(scope, subject);
  await stores.consents.delete(scope, subject);
  if (!consent || consent.withdrawnAt !== null) return;
  await recordEvent(stores, { type: 'consent.withdrawn', scope, ...subject, ...pickCause(cause), now });
}

async function removeConnections(
  stores: Stores,
  { deps, owner, cause, now }: Origin & { readonly deps: RevocationDeps; readonly owner: InstallationOwner },
): Promise<readonly DeletedConnection[]> {
  const { organization, scope, integration, userKey } = owner;
  const shown = new Set(connectorsForPeople(organization, integration));
  const deleted: DeletedConnection[] = [];
  for (const connector of integration.connectors) {
    if (await isUsedElsewhere(stores, owner, connector)) continue;
    for (const connection of await stores.connections.list(scope, { connector, userKey })) {
      const sealed = await stores.connections.credentials(scope, connection.id);
      const credentials = sealed && tryOpenCredentials(deps, connection, sealed);
      await removeConnection(stores, { connection, ...cause }, now);
      deleted.push({ connection, credentials });
    }
    if (!shown.has(connector)) continue;
    const { name } = requireConnector(organization, connector);
    const connection = await stores.connections.create(scope, { userKey, connector, name, now });
    await recordEvent(stores, { type: 'connection.created', connection, ...pickCause(cause), now });
  }
  return deleted;
}

/** Tells whether the owner has installed something else that uses a connector: another integration, or the connector alone. */
async function isUsedElsewhere(
  { installations }: Pick<Stores, 'installations'>,
  { organization, scope, integration, userKey }: InstallationOwner,
  connector: string,
): Promise<boolean> {
  const others = [...organization.integrations.values()].filter(
    (other) => other.slug !== integration.slug && other.connectors.includes(connector),
  );
  for (const slug of [connectorSlug(connector), ...others.map((other) => other.slug)]) {
    if (await installations.findByIntegration(scope, slug, userKey)) return true;
  }
  return false;
}
