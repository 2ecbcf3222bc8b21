import type { SessionContext } from '../auth/session.ts';
import { NotFoundError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';

/** The connections that a session may see and change, oldest first. */
export async function sessionConnections(
  { connections }: Pick<Stores, 'connections'>,
  scope: TenantScope,
  { connectionId, connector, sharing, userKey }: SessionContext,
): Promise<readonly StoredConnection[]> {
  if (connectionId === null) {
    return connections.list(scope, { connector, userKey: sharing === 'user' ? userKey : null });
  }
  const connection = await visibleConnection({ connections }, scope, { id: connectionId, userKey });
  return connection ? [connection] : [];
}

/** A connection of the tenant, unless it is another user's own, which is as good as absent. */
export async function visibleConnection(
  { connections }: Pick<Stores, 'connections'>,
  scope: TenantScope,
  { id, userKey }: { readonly id: number; readonly userKey: string | null },
): Promise<StoredConnection | undefined> {
  const connection = await connections.find(scope, id);
  return connection?.userKey === null || connection?.userKey === userKey ? connection : undefined;
}

/** One of the connections of a session. Throws `NotFoundError` for any other. */
export async function sessionConnection(
  stores: Pick<Stores, 'connections'>,
  { scope, context, id }: { scope: TenantScope; context: SessionContext; id: number },
): Promise<StoredConnection> {
  const connections = await sessionConnections(stores, scope, context);
  const connection = connections.find((candidate) => candidate.id === id);
  if (!connection) throw new NotFoundError('There is no such connection.');
  return connection;
}
