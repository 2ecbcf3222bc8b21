import { ConflictError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { connectionActivity } from './connection-activity.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** These need no key and no network, so that the command line can do them beside a running server. */
type StoreDeps = Pick<UseCaseDeps, 'store' | 'now'>;

/** Which connection to change, as it was read, and who asked. */
export interface ConnectionCommand {
  readonly connection: StoredConnection;
  readonly actor: Actor | null;
}

const DISCONNECTED: ConnectionChange = {
  status: 'disconnected',
  verified: false,
  account: null,
  problem: null,
  credentials: null,
  connectedAt: null,
  expiresAt: null,
  refreshAt: null,
  refreshFailures: 0,
  verifyAt: null,
  verifyRefusals: 0,
};

/** Removes the credentials of a connection. Throws `ConflictError` when it changed since it was read. */
export async function disconnect(deps: StoreDeps, command: ConnectionCommand): Promise<StoredConnection> {
  return deps.store.write((stores) => removeCredentials(stores, command, deps.now()));
}

/** Does what {@link disconnect} does, within a transaction. */
export async function removeCredentials(
  stores: Pick<Stores, 'connections' | 'activity'>,
  { connection, actor }: ConnectionCommand,
  now: number,
): Promise<StoredConnection> {
  const changed = await stores.connections.change(connection, DISCONNECTED, now);
  if (!changed) throw new ConflictError('The connection changed meanwhile. Look at it again.');
  await stores.activity.add(connectionActivity(changed, { type: 'connection.disconnected', actor, now }));
  return changed;
}

/** Gives a connection another name. Throws `ConflictError` when it changed since it was read. */
export async function renameConnection(
  deps: StoreDeps,
  { connection, actor, name }: ConnectionCommand & { readonly name: string },
): Promise<StoredConnection> {
  const now = deps.now();
  return deps.store.write(async (stores) => {
    const changed = await stores.connections.change(connection, { name }, now);
    if (!changed) throw new ConflictError('The connection changed meanwhile. Look at it again.');
    await stores.activity.add(connectionActivity(changed, { type: 'connection.renamed', actor, now }));
    return changed;
  });
}

/** Deletes a connection and its credentials for good; its id is never given again. */
export async function deleteConnection(deps: StoreDeps, { connection, actor }: ConnectionCommand): Promise<void> {
  const now = deps.now();
  const scope: TenantScope = connection;
  await deps.store.write(async (stores) => {
    if (!(await stores.connections.delete(scope, connection.id))) return;
    await stores.activity.add(connectionActivity(connection, { type: 'connection.deleted', actor, now }));
  });
}

/** A connection to make for a tenant that may be new. */
export interface CreateConnectionOptions {
  readonly organization: string;
  readonly tenantKey: string;
  readonly userKey: string | null;
  readonly connector: string;
  readonly name: string;
  readonly actor: Actor | null;
}

/** Makes a connection in status `disconnected`. */
export async function createConnection(deps: StoreDeps, options: CreateConnectionOptions): Promise<StoredConnection> {
  const { organization, tenantKey, userKey, connector, name, actor } = options;
  const now = deps.now();
  return deps.store.write(async (stores) => {
    const tenant = await stores.tenants.ensure(organization, tenantKey, now);
    const scope = { organization, tenantId: tenant.id };
    const connection = await stores.connections.create(scope, { userKey, connector, name, now });
    await stores.activity.add(connectionActivity(connection, { type: 'connection.created', actor, now }));
    return connection;
  });
}
