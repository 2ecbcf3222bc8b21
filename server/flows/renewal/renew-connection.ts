import { setTimeout as delay } from 'node:timers/promises';
import { boundAuth } from '../../connectors/auth-types.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import { nextVerifyTime } from '../../connectors/verify-schedule.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import type { ConnectionChange, StoredConnection } from '../../store/connection-store.ts';
import { sealedChange } from '../accepted-credentials.ts';
import { revokeLater } from '../revoke.ts';
import type { RevocationDeps } from '../revoke.ts';
import { backOffMs } from './back-off.ts';
import { isDue } from './due.ts';
import { MISFIT_MS, openCredentials, settleRefused, settleWork, WORK_TIMEOUT_MS } from './leased-work.ts';
import type { ConnectionWork, LeasedWork } from './leased-work.ts';

/** How often one that waits for another process looks. */
const LOOK_EVERY_MS = 200;
/** Longer than a lease: by then one's own turn has come, or something is wrong. */
const WAIT_MAX_MS = 60_000;

/** What renewing works with. */
export type RenewalDeps = RevocationDeps;

/**
 * Renews the tokens of one connection, exactly once among all processes that try, and resolves to the connection with
 * tokens that are new: one's own or another's.
 *
 * A lease with a fence decides: who has it asks the system, all others wait and read the result. Where the process that
 * has it dies, another one takes over when the lease is over. If it had asked a system that gives each refresh token
 * once, and died before it could store the answer, the tokens are lost: the person has to sign in again.
 *
 * @throws {InvalidCredentialsError} For good: the connection is `needs_reauth` now.
 * @throws {ProviderUnavailableError} Not now. The old tokens are kept, and when to try again is stored.
 * @throws {ConflictError} The connection is not connected any more.
 */
export async function renewConnection(deps: RenewalDeps, order: ConnectionWork): Promise<StoredConnection> {
  const until = Date.now() + WAIT_MAX_MS;
  let { connection } = order;
  for (;;) {
    const now = deps.now();
    const lease = await deps.store.write((stores) => stores.connections.lease(connection, now));
    if (lease) return renewWith(deps, { ...order, connection, lease });
    if (Date.now() > until) throw new ProviderUnavailableError('another process has not renewed the tokens');
    await delay(LOOK_EVERY_MS);
    connection = await stillConnected(deps, connection);
    if (!isDue(connection, deps.now())) return renewedElsewhere(connection, deps.now());
  }
}

async function stillConnected({ store }: RenewalDeps, connection: StoredConnection): Promise<StoredConnection> {
  const current = await store.connections.find(connection, connection.id);
  if (current?.status === 'needs_reauth') throw new InvalidCredentialsError(current.problem?.providerMessage);
  if (current?.status !== 'connected') throw new ConflictError('The connection is not connected any more.');
  return current;
}

function renewedElsewhere(connection: StoredConnection, now: number): StoredConnection {
  if (connection.renewalFailures > 0) throw stillUnavailable(connection, now);
  return connection;
}

/** The refusal to ask again before its time. */
export function stillUnavailable({ renewAt }: StoredConnection, now: number): ProviderUnavailableError {
  const retryAfterSeconds = Math.max(1, Math.ceil(((renewAt ?? now) - now) / 1000));
  return new ProviderUnavailableError('its last renewal failed, and it is too early for another', {
    retryAfterSeconds,
  });
}

async function renewWith(deps: RenewalDeps, order: LeasedWork): Promise<StoredConnection> {
  const { connection, definition } = order;
  let credentials: Credentials | undefined;
  try {
    credentials = await renewed(deps, order);
  } catch (error) {
    throw await storeFailure(deps, order, error);
  }
  if (!credentials) {
    // The connector is another one than these credentials were made for, which may be a mistake that is mended soon.
    return settle(deps, order, { renewAt: deps.now() + MISFIT_MS });
  }
  const change: ConnectionChange = {
    ...sealedChange(deps, { connection, definition, credentials }),
    // The provider has accepted these credentials now, so there is no need to verify them for a while.
    ...(connection.verified && connection.verifyRefusals === 0 && { verifyAt: nextVerifyTime(definition, deps.now()) }),
  };
  return settle(deps, order, change, credentials);
}

/** New credentials for the stored ones. `undefined` where the connector does not work with such as are stored. */
async function renewed(deps: RenewalDeps, { connection, definition }: LeasedWork): Promise<Credentials | undefined> {
  const { renew } = boundAuth(definition);
  const stored = await openCredentials(deps, connection);
  if (!renew || !stored?.tokens) return undefined;
  const access = { ...deps, signal: AbortSignal.timeout(WORK_TIMEOUT_MS) };
  return { ...stored, tokens: await renew(stored.values, stored.tokens, access) };
}

/**
 * Stores the result of a renewal, unless a person has connected or disconnected meanwhile: then that is what counts. The
 * provider is asked to revoke tokens that came after a disconnect, since they are not needed any more.
 */
async function settle(
  deps: RenewalDeps,
  work: LeasedWork,
  change: ConnectionChange,
  credentials?: Credentials,
): Promise<StoredConnection> {
  const { lease, connection: before, definition } = work;
  const settled = await settleWork(deps, work, change);
  if (settled) {
    if (credentials) deps.log.info({ connectionId: lease.id, connector: before.connector }, 'renewed tokens');
    return settled;
  }
  deps.log.info({ connectionId: lease.id }, 'dropped renewed tokens: the connection has others by now');
  const connection = await deps.store.connections.find(lease, lease.id);
  if (connection?.status === 'connected') return connection;
  if (credentials) revokeLater(deps, { connection: before, definition, credentials });
  throw new ConflictError('The connection is not connected any more.');
}

async function storeFailure(deps: RenewalDeps, order: LeasedWork, error: unknown): Promise<unknown> {
  const { connection, lease } = order;
  const fields = { connectionId: lease.id, connector: connection.connector, err: error };
  if (error instanceof InvalidCredentialsError) {
    deps.log.warn(fields, 'tokens cannot be renewed: the person has to sign in again');
    await settleRefused(deps, order, error);
    return error;
  }
  const failures = connection.renewalFailures + 1;
  const unavailable = error instanceof ProviderUnavailableError ? error : undefined;
  const waitMs = backOffMs({ failures, askedForSeconds: unavailable?.retryAfterSeconds });
  deps.log[unavailable?.retry === 'later' ? 'warn' : 'error'](
    { ...fields, failures, waitMs },
    'could not renew tokens',
  );
  await settleWork(deps, order, { renewalFailures: failures, renewAt: deps.now() + waitMs });
  return error;
}
