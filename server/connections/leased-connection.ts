import type { ConnectorDefinition } from '../connectors/definition.ts';
import { parseCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import type { InvalidCredentialsError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { ConnectionChange, ConnectionWithCredentials, StoredConnection } from '../store/connection-store.ts';
import type { ConnectionLease } from '../store/connection-lease-store.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { credentialsLocation, retryStorage } from './accepted-credentials.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/**
 * Timeout for all calls to the provider under one lease. Shorter than the lease, so that no other process calls
 * meanwhile.
 */
export const WORK_TIMEOUT_MS = 22_000;
/** Delay before the next attempt with credentials that do not fit their connector. */
export const MISMATCH_RETRY_MS = 60 * 60_000;

/** A connection whose credentials are due for a refresh or a verification. */
export interface DueConnection {
  /** The connection as it was read when it was due. */
  readonly connection: StoredConnection;
  readonly definition: ConnectorDefinition;
}

/** A due connection with the lease that lets this process work on it. */
export interface LeasedConnection extends DueConnection {
  readonly lease: ConnectionLease;
}

/** An event that the result of work under a lease can be. */
type LeaseEvent = { readonly actor: Actor | null } & (
  { readonly type: 'connection.verified' } | { readonly type: 'connection.checked'; readonly result: string }
);

/** Reads and decrypts the credentials of a connection. Resolves to `undefined` if it has no credentials any more. */
export async function decryptCredentials(
  { store, vault }: UseCaseDeps,
  connection: StoredConnection,
): Promise<Credentials | undefined> {
  const sealed = await store.connections.credentials(connection, connection.id);
  return openCredentials({ vault }, { connection, sealed });
}

/** Decrypts credentials. Returns `undefined` if the connection has none. */
export function openCredentials(
  { vault }: Pick<UseCaseDeps, 'vault'>,
  { connection, sealed }: ConnectionWithCredentials,
): Credentials | undefined {
  return sealed && parseCredentials(vault.open(credentialsLocation(connection), sealed));
}

/**
 * Stores a result and releases the lease. Resolves to `undefined`, with nothing stored, if the connection has other
 * credentials now, or none.
 *
 * @param event The event to record. By default the result is no event, such as a refresh.
 */
export function storeLeaseResult(
  deps: UseCaseDeps,
  { lease }: LeasedConnection,
  change: ConnectionChange,
  event?: LeaseEvent,
): Promise<StoredConnection | undefined> {
  const now = deps.now();
  return retryStorage(() =>
    deps.store.write(async (stores) => {
      const stored = await stores.connectionLeases.finish(lease, change, now);
      if (stored && event) await recordEvent(stores, { ...event, connection: stored, now });
      return stored;
    }),
  );
}

/**
 * Marks the connection `needs_reauth` and records the event. Resolves to `undefined` if it has other credentials now,
 * or none.
 *
 * @param actor Who asked for the work. By default it was due.
 */
export async function storeNeedsReauth(
  deps: UseCaseDeps,
  { lease }: LeasedConnection,
  { problem }: InvalidCredentialsError,
  actor: Actor | null = null,
): Promise<StoredConnection | undefined> {
  const now = deps.now();
  const change: ConnectionChange = { status: 'needs_reauth', problem, refreshAt: null, verifyAt: null };
  return retryStorage(() =>
    deps.store.write(async (stores) => {
      const stored = await stores.connectionLeases.finish(lease, change, now);
      // The person connected again, or disconnected, while the provider refused the old credentials.
      if (!stored) return undefined;
      await recordEvent(stores, { type: 'connection.needs_reauth', connection: stored, actor, now });
      return stored;
    }),
  );
}
