import { CONNECTIONS_MAX } from '../../widget/protocol/session-api.ts';
import type { SessionContext } from '../auth/session.ts';
import type { OrganizationConfig } from '../config/config.ts';
import { ConflictError, NotFoundError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { DELETE_BATCH_SIZE } from '../store/session-store.ts';
import type { Store } from '../store/store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { causeOf } from '../webhooks/event.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { canAddConnections, sessionConnections, sessionConnectors } from './visible-connections.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** A person who adds a connection and never connects it finds it again on the same day. */
const DELETE_AFTER_MS = 24 * 60 * 60 * 1000;

type StoreDeps = Pick<UseCaseDeps, 'store' | 'now'>;

/** The session in which a person adds a connection or gives up adding it. */
export interface AddingSession {
  readonly organization: OrganizationConfig;
  readonly scope: TenantScope;
  readonly context: SessionContext;
}

/** The connector of a connection to add. */
export interface AddedConnection {
  readonly connector: string;
  /** The connection gets this name with a number. */
  readonly providerName: string;
}

/**
 * Adds another connection of a connector of a session, in status `disconnected`. It belongs to the same owner as the
 * others. It is deleted after a day if it was never connected.
 *
 * Throws `NotFoundError` if the session does not show the connector, and `ConflictError` if it may not add connections, or
 * has {@link CONNECTIONS_MAX} of the connector.
 */
export async function addConnection(
  { store, now }: StoreDeps,
  session: AddingSession,
  { connector, providerName }: AddedConnection,
): Promise<StoredConnection> {
  const { organization, scope, context } = session;
  const addedAt = now();
  return store.write(async (stores) => {
    const shown = (await sessionConnectors(stores, session)).find(({ name }) => name === connector);
    if (!shown) throw new NotFoundError('This page has no such connector.');
    if (!canAddConnections(organization, context)) throw new ConflictError('This page allows one connection only.');
    const others = shown.connections;
    if (others.length >= CONNECTIONS_MAX)
      throw new ConflictError(`There can be at most ${CONNECTIONS_MAX} connections of a connector.`);
    const connection = await stores.connections.create(scope, {
      userKey: context.sharing === 'user' ? context.userKey : null,
      connector,
      name: unusedName(providerName, others),
      now: addedAt,
      deleteAfter: addedAt + DELETE_AFTER_MS,
    });
    await recordEvent(stores, { type: 'connection.created', connection, ...causeOf(context), now: addedAt });
    return connection;
  });
}

/**
 * Deletes a connection that a person added and has never connected.
 *
 * Throws `ConflictError` if it was connected meanwhile, was not added by a person or is the only one of its connector, and `NotFoundError` as
 * `sessionConnection`.
 */
export async function discardConnection({ store, now }: StoreDeps, session: AddingSession, id: number): Promise<void> {
  const { scope, context } = session;
  await store.write(async (stores) => {
    const connections = await sessionConnections(stores, session);
    const connection = connections.find((candidate) => candidate.id === id);
    if (!connection) throw new NotFoundError('There is no such connection.');
    if (connection.deleteAfter === null)
      throw new ConflictError('Only a connection that was added here and never connected can be removed.');
    if (connections.filter(({ connector }) => connector === connection.connector).length === 1)
      throw new ConflictError('The only connection of a page cannot be removed.');
    await stores.connections.delete(scope, id);
    await recordEvent(stores, { type: 'connection.deleted', connection, ...causeOf(context), now: now() });
  });
}

/**
 * Deletes the connections that people added and did not connect within a day, except the oldest connection of an owner.
 * Uses short writes. Resolves to their number.
 *
 * @param signal Ends the deletion between two writes.
 */
export async function deleteAbandonedConnections(
  store: Pick<Store, 'write'>,
  now: number,
  signal?: AbortSignal,
): Promise<number> {
  let total = 0;
  while (!signal?.aborted) {
    const deleted = await store.write(async (stores) => {
      const abandoned = await stores.connections.listAbandoned(now, BATCH_SIZE);
      for (const connection of abandoned) {
        await stores.connections.delete(connection, connection.id);
        await recordEvent(stores, { type: 'connection.deleted', connection, actor: null, now });
      }
      return abandoned.length;
    });
    total += deleted;
    if (deleted < BATCH_SIZE) break;
  }
  return total;
}

/** Each connection takes two writes. */
const BATCH_SIZE = DELETE_BATCH_SIZE / 10;

/** The name of the provider with the first number that no other connection has in its name. */
function unusedName(providerName: string, others: readonly StoredConnection[]): string {
  const used = new Set(others.map(({ name }) => name));
  for (let number = others.length + 1; ; number += 1) {
    const name = `${providerName} ${number}`;
    if (!used.has(name)) return name;
  }
}
