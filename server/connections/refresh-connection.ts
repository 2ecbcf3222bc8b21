import { setTimeout as delay } from 'node:timers/promises';
import { authenticator } from '../connectors/auth-types.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { nextVerifyTime } from '../connectors/due-times.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import { credentialsChange } from './accepted-credentials.ts';
import { revokeInBackground } from './revoke.ts';
import type { RevocationDeps } from './revoke.ts';
import { isRefreshDue } from './refresh-due.ts';
import {
  MISMATCH_RETRY_MS,
  decryptCredentials,
  storeNeedsReauth,
  storeLeaseResult,
  WORK_TIMEOUT_MS,
} from './leased-connection.ts';
import type { DueConnection, LeasedConnection } from './leased-connection.ts';

/** How often to check whether another process has refreshed the tokens. */
const POLL_INTERVAL_MS = 200;
/** Longer than a lease. A process that still has no lease after this time gives up. */
const LEASE_WAIT_TIMEOUT_MS = 60_000;

/** Delay after the first failure. Each further failure doubles it. */
const INITIAL_BACKOFF_MS = 30_000;
/** A provider that is down for days is called once an hour. */
const MAX_BACKOFF_MS = 60 * 60_000;
/** Spreads retries, so that connections that failed together are not retried together. */
const BACKOFF_JITTER_RATIO = 0.2;

/** Dependencies of a refresh. */
export type RefreshDeps = RevocationDeps;

/** A connection to refresh. */
export interface RefreshOptions extends DueConnection {
  /**
   * The sealed credentials to replace although they are not due. The refresh does not happen if another process replaces them
   * first.
   */
  readonly replaces?: Uint8Array | undefined;
}

/**
 * Refreshes the tokens of one connection, exactly once among all processes that try. Resolves to the connection with its new
 * tokens, whichever process refreshed them.
 *
 * The process that holds the lease calls the provider; all others wait and read the result. If that process dies, another
 * one takes over when the lease expires. The tokens are lost if the process dies after the provider replaced the refresh
 * token and before the new one is stored: the person then has to sign in again.
 *
 * @throws {InvalidCredentialsError} The provider refused permanently. The connection is `needs_reauth` now.
 * @throws {ProviderUnavailableError} The refresh failed for now. The old tokens are kept, and the time of the next try is
 *   stored.
 * @throws {ConflictError} The connection is not connected any more.
 */
export async function refreshConnection(deps: RefreshDeps, options: RefreshOptions): Promise<StoredConnection> {
  const until = Date.now() + LEASE_WAIT_TIMEOUT_MS;
  let { connection } = options;
  for (;;) {
    const now = deps.now();
    const lease = await deps.store.write((stores) => stores.connectionLeases.acquire(connection, now));
    if (lease) return refreshWithLease(deps, { ...options, connection, lease });
    if (Date.now() > until) throw new ProviderUnavailableError('another process did not refresh the tokens in time');
    await delay(POLL_INTERVAL_MS);
    const current = await deps.store.connections.findWithCredentials(connection, connection.id);
    connection = requireConnected(current?.connection);
    const isDue = isRefreshDue(connection, deps.now());
    const isReplaced = options.replaces === undefined || !isSame(options.replaces, current?.sealed);
    if (!isDue && (isReplaced || connection.refreshFailures > 0))
      return refreshedByOtherProcess(connection, deps.now());
  }
}

function isSame(one: Uint8Array, other: Uint8Array | undefined): boolean {
  return other !== undefined && Buffer.compare(one, other) === 0;
}

/** Throws the error for a connection without usable credentials. */
export function requireConnected(connection: StoredConnection | undefined): StoredConnection {
  if (connection?.status === 'needs_reauth') throw new InvalidCredentialsError(connection.problem?.providerMessage);
  if (connection?.status !== 'connected') throw new ConflictError('The connection is not connected.');
  return connection;
}

function refreshedByOtherProcess(connection: StoredConnection, now: number): StoredConnection {
  if (connection.refreshFailures > 0) throw retryTooEarlyError(connection, now);
  return connection;
}

/** Returns the error for a refresh before the time of the next try. */
export function retryTooEarlyError({ refreshAt }: StoredConnection, now: number): ProviderUnavailableError {
  const retryAfterSeconds = Math.max(1, Math.ceil(((refreshAt ?? now) - now) / 1000));
  return new ProviderUnavailableError('the last refresh failed, and it is too early for the next one', {
    retryAfterSeconds,
  });
}

async function refreshWithLease(deps: RefreshDeps, options: LeasedConnection): Promise<StoredConnection> {
  const { connection, definition } = options;
  let credentials: Credentials | undefined;
  try {
    credentials = await fetchCredentials(deps, options);
  } catch (error) {
    throw await storeFailure(deps, options, error);
  }
  if (!credentials) {
    // The stored credentials belong to another auth type. The operator may soon correct the configuration.
    return storeResult(deps, options, { refreshAt: deps.now() + MISMATCH_RETRY_MS });
  }
  const change: ConnectionChange = {
    ...credentialsChange(deps, { connection, definition, credentials }),
    // The provider has just accepted these credentials, so the next verification can wait.
    ...(connection.verified && connection.verifyRefusals === 0 && { verifyAt: nextVerifyTime(definition, deps.now()) }),
  };
  return storeResult(deps, options, change, credentials);
}

/** Fetches new credentials with the stored ones. Resolves to `undefined` if the connector cannot refresh the stored ones. */
async function fetchCredentials(
  deps: RefreshDeps,
  { connection, definition }: LeasedConnection,
): Promise<Credentials | undefined> {
  const { refresh } = authenticator(definition);
  const stored = await decryptCredentials(deps, connection);
  if (!refresh || !stored?.tokens) return undefined;
  const access = { ...deps, signal: AbortSignal.timeout(WORK_TIMEOUT_MS) };
  return { ...stored, tokens: await refresh(stored.values, stored.tokens, access) };
}

/**
 * Stores the result of a refresh, unless a person has connected or disconnected in the meantime. After a disconnect, revokes
 * the new tokens at the provider, because they are not needed any more.
 */
async function storeResult(
  deps: RefreshDeps,
  work: LeasedConnection,
  change: ConnectionChange,
  credentials?: Credentials,
): Promise<StoredConnection> {
  const { lease, connection: before, definition } = work;
  const settled = await storeLeaseResult(deps, work, change);
  if (settled) {
    if (credentials) deps.log.info({ connectionId: lease.id, connector: before.connector }, 'refreshed tokens');
    return settled;
  }
  deps.log.info({ connectionId: lease.id }, 'dropped refreshed tokens: the connection changed in the meantime');
  const connection = await deps.store.connections.find(lease, lease.id);
  if (connection?.status === 'connected') return connection;
  if (credentials) revokeInBackground(deps, { connection: before, definition, credentials });
  throw new ConflictError('The connection is not connected any more.');
}

async function storeFailure(deps: RefreshDeps, options: LeasedConnection, error: unknown): Promise<unknown> {
  const { connection, lease } = options;
  const fields = { connectionId: lease.id, connector: connection.connector, err: error };
  if (error instanceof InvalidCredentialsError) {
    deps.log.warn(fields, 'the tokens cannot be refreshed: the person has to sign in again');
    await storeNeedsReauth(deps, options, error);
    return error;
  }
  const failures = connection.refreshFailures + 1;
  const unavailable = error instanceof ProviderUnavailableError ? error : undefined;
  const waitMs = backoffMs({ failures, retryAfterSeconds: unavailable?.retryAfterSeconds });
  deps.log[unavailable?.retry === 'later' ? 'warn' : 'error'](
    { ...fields, failures, waitMs },
    'could not refresh tokens',
  );
  await storeLeaseResult(deps, options, { refreshFailures: failures, refreshAt: deps.now() + waitMs });
  return error;
}

/**
 * Returns how long to wait before the next refresh after failures in a row, in ms.
 *
 * @param options.failures 1 after the first failure.
 * @param options.retryAfterSeconds The wait that the provider asked for. It is never shortened, up to an hour.
 * @param options.random Returns numbers from 0 to below 1.
 */
export function backoffMs({
  failures,
  retryAfterSeconds = 0,
  random = Math.random,
}: {
  readonly failures: number;
  readonly retryAfterSeconds?: number | undefined;
  readonly random?: () => number;
}): number {
  const doubled = INITIAL_BACKOFF_MS * 2 ** Math.min(failures - 1, 10);
  const minimum = Math.min(MAX_BACKOFF_MS, Math.max(doubled, retryAfterSeconds * 1000));
  return Math.round(minimum * (1 + random() * BACKOFF_JITTER_RATIO));
}
