import { ConflictError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { ConnectionChange, NewConnection, StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import type { EventStores } from '../webhooks/record-event.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** These functions need no key and no network, so that the command line can call them while a server runs. */
type StoreDeps = Pick<UseCaseDeps, 'store' | 'now'>;

/** A connection to change, and who changes it. */
export interface ConnectionCommand extends EventCause {
  /** The connection as it was read. */
  readonly connection: StoredConnection;
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

/** Removes the credentials of a connection. Throws `ConflictError` if the connection changed since it was read. */
export async function disconnect(deps: StoreDeps, command: ConnectionCommand): Promise<StoredConnection> {
  return deps.store.write((stores) => removeCredentials(stores, command, deps.now()));
}

/** Does the same as {@link disconnect}, within the caller's transaction. */
export async function removeCredentials(
  stores: Pick<Stores, 'connections'> & EventStores,
  { connection, ...cause }: ConnectionCommand,
  now: number,
): Promise<StoredConnection> {
  const changed = await stores.connections.change(connection, DISCONNECTED, now);
  if (!changed) throw changedMeanwhileError();
  await recordEvent(stores, { type: 'connection.disconnected', connection: changed, ...pickCause(cause), now });
  return changed;
}

/** Renames a connection. Throws `ConflictError` if the connection changed since it was read. */
export async function renameConnection(
  deps: StoreDeps,
  { connection, name, ...cause }: ConnectionCommand & { readonly name: string },
): Promise<StoredConnection> {
  const now = deps.now();
  return deps.store.write(async (stores) => {
    const changed = await stores.connections.change(connection, { name }, now);
    if (!changed) throw changedMeanwhileError();
    await recordEvent(stores, { type: 'connection.renamed', connection: changed, ...pickCause(cause), now });
    return changed;
  });
}

function changedMeanwhileError(): ConflictError {
  return new ConflictError('The connection changed in the meantime. Read it again and retry.');
}

/** Deletes a connection and its credentials permanently. Its id is never used again. */
export async function deleteConnection(deps: StoreDeps, command: ConnectionCommand): Promise<void> {
  await deps.store.write((stores) => removeConnection(stores, command, deps.now()));
}

/** Does the same as {@link deleteConnection}, within the caller's transaction. Resolves to `false` if it was deleted before. */
export async function removeConnection(
  stores: Pick<Stores, 'connections'> & EventStores,
  { connection, ...cause }: ConnectionCommand,
  now: number,
): Promise<boolean> {
  if (!(await stores.connections.delete(connection, connection.id))) return false;
  await recordEvent(stores, { type: 'connection.deleted', connection, ...pickCause(cause), now });
  return true;
}

/** A connection to create. The tenant is created too if it does not exist. */
export interface CreateConnectionOptions extends Pick<
  NewConnection,
  'userKey' | 'connector' | 'name' | 'externalRef' | 'id'
> {
  readonly organization: string;
  readonly tenantKey: string;
  readonly actor: Actor | null;
}

/**
 * Creates a connection with the status `disconnected`. Throws `ConflictError` if another one of the tenant has the same
 * reference.
 */
export async function createConnection(deps: StoreDeps, options: CreateConnectionOptions): Promise<StoredConnection> {
  return deps.store.write((stores) => addDisconnected(stores, options, deps.now()));
}

/** Does the same as {@link createConnection}, within the caller's transaction. */
export async function addDisconnected(
  stores: Pick<Stores, 'tenants' | 'connections'> & EventStores,
  { organization, tenantKey, actor, ...values }: CreateConnectionOptions,
  now: number,
): Promise<StoredConnection> {
  const tenant = await stores.tenants.ensure(organization, tenantKey, now);
  const scope = { organization, tenantId: tenant.id };
  const { externalRef } = values;
  if (typeof externalRef === 'string' && (await stores.connections.findByExternalRef(scope, externalRef)))
    throw new ConflictError('Another connection of the tenant has this reference.');
  const connection = await stores.connections.create(scope, { ...values, now });
  await recordEvent(stores, { type: 'connection.created', connection, actor, now });
  return connection;
}
