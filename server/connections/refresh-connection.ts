import { setTimeout as delay } from 'node:timers/promises';
import { authenticator } from '../connectors/auth-types.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { nextVerifyTime } from '../connectors/verify-schedule.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { ConnectionChange, StoredConnection } from '../store/connection-store.ts';
import { credentialsChange } from './accepted-credentials.ts';
import { revokeInBackground } from './revoke.ts';
import type { RevocationDeps } from './revoke.ts';
import { backoffMs } from './backoff.ts';
import { isRefreshDue } from './refresh-due.ts';
import {
  MISMATCH_RETRY_MS,
  openCredentials,
  storeNeedsReauth,
  storeLeaseResult,
  WORK_TIMEOUT_MS,
} from './leased-connection.ts';
import type { DueConnection, LeasedConnection } from './leased-connection.ts';

/** How often one that waits for another process looks. */
const POLL_INTERVAL_MS = 200;
/** Longer than a lease: by then one's own turn has come, or something is wrong. */
const LEASE_WAIT_TIMEOUT_MS = 60_000;

/** What refreshing works with. */
export type RefreshDeps = RevocationDeps;

/**
 * Refreshes the tokens of one connection, exactly once among all processes that try, and resolves to the connection with
 * tokens that are new: one's own or another's.
 *
 * A lease with a fence decides: who has it asks the provider, all others wait and read the result. Where the process that
 * has it dies, another one takes over when the lease is over. If it had asked a provider that gives each refresh token
 * once, and died before it could store the answer, the tokens are lost: the person has to sign in again.
 *
 * @throws {InvalidCredentialsError} For good: the connection is `needs_reauth` now.
 * @throws {ProviderUnavailableError} Not now. The old tokens are kept, and when to try again is stored.
 * @throws {ConflictError} The connection is not connected any more.
 */
export async function refreshConnection(deps: RefreshDeps, options: DueConnection): Promise<StoredConnection> {
  const until = Date.now() + LEASE_WAIT_TIMEOUT_MS;
  let { connection } = options;
  for (;;) {
    const now = deps.now();
    const lease = await deps.store.write((stores) => stores.connections.lease(connection, now));
    if (lease) return refreshWithLease(deps, { ...options, connection, lease });
    if (Date.now() > until) throw new ProviderUnavailableError('another process has not renewed the tokens');
    await delay(POLL_INTERVAL_MS);
    connection = await requireConnected(deps, connection);
    if (!isRefreshDue(connection, deps.now())) return refreshedByOtherProcess(connection, deps.now());
  }
}

async function requireConnected({ store }: RefreshDeps, connection: StoredConnection): Promise<StoredConnection> {
  const current = await store.connections.find(connection, connection.id);
  if (current?.status === 'needs_reauth') throw new InvalidCredentialsError(current.problem?.providerMessage);
  if (current?.status !== 'connected') throw new ConflictError('The connection is not connected any more.');
  return current;
}

function refreshedByOtherProcess(connection: StoredConnection, now: number): StoredConnection {
  if (connection.refreshFailures > 0) throw retryTooEarlyError(connection, now);
  return connection;
}

/** The refusal to ask again before its time. */
export function retryTooEarlyError({ refreshAt }: StoredConnection, now: number): ProviderUnavailableError {
  const retryAfterSeconds = Math.max(1, Math.ceil(((refreshAt ?? now) - now) / 1000));
  return new ProviderUnavailableError('its last renewal failed, and it is too early for another', {
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
    // The connector is another one than these credentials were made for, which may be an issue that is mended soon.
    return storeResult(deps, options, { refreshAt: deps.now() + MISMATCH_RETRY_MS });
  }
  const change: ConnectionChange = {
    ...credentialsChange(deps, { connection, definition, credentials }),
    // The provider has accepted these credentials now, so there is no need to verify them for a while.
    ...(connection.verified && connection.verifyRefusals === 0 && { verifyAt: nextVerifyTime(definition, deps.now()) }),
  };
  return storeResult(deps, options, change, credentials);
}

/** New credentials for the stored ones. `undefined` where the connector does not work with such as are stored. */
async function fetchCredentials(
  deps: RefreshDeps,
  { connection, definition }: LeasedConnection,
): Promise<Credentials | undefined> {
  const { refresh } = authenticator(definition);
  const stored = await openCredentials(deps, connection);
  if (!refresh || !stored?.tokens) return undefined;
  const access = { ...deps, signal: AbortSignal.timeout(WORK_TIMEOUT_MS) };
  return { ...stored, tokens: await refresh(stored.values, stored.tokens, access) };
}

/**
 * Stores the result of a refresh, unless a person has connected or disconnected meanwhile: then that is what counts. The
 * provider is asked to revoke tokens that came after a disconnect, since they are not needed any more.
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
    if (credentials) deps.log.info({ connectionId: lease.id, connector: before.connector }, 'renewed tokens');
    return settled;
  }
  deps.log.info({ connectionId: lease.id }, 'dropped renewed tokens: the connection has others by now');
  const connection = await deps.store.connections.find(lease, lease.id);
  if (connection?.status === 'connected') return connection;
  if (credentials) revokeInBackground(deps, { connection: before, definition, credentials });
  throw new ConflictError('The connection is not connected any more.');
}

async function storeFailure(deps: RefreshDeps, options: LeasedConnection, error: unknown): Promise<unknown> {
  const { connection, lease } = options;
  const fields = { connectionId: lease.id, connector: connection.connector, err: error };
  if (error instanceof InvalidCredentialsError) {
    deps.log.warn(fields, 'tokens cannot be renewed: the person has to sign in again');
    await storeNeedsReauth(deps, options, error);
    return error;
  }
  const failures = connection.refreshFailures + 1;
  const unavailable = error instanceof ProviderUnavailableError ? error : undefined;
  const waitMs = backoffMs({ failures, askedForSeconds: unavailable?.retryAfterSeconds });
  deps.log[unavailable?.retry === 'later' ? 'warn' : 'error'](
    { ...fields, failures, waitMs },
    'could not renew tokens',
  );
  await storeLeaseResult(deps, options, { refreshFailures: failures, refreshAt: deps.now() + waitMs });
  return error;
}
