import { setTimeout as delay } from 'node:timers/promises';
import { boundAuth } from '../../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../../connectors/definition.ts';
import { parseCredentials } from '../../connectors/stored-credentials.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import type { ConnectionChange, RenewalLease, StoredConnection } from '../../store/connection-store.ts';
import { sealedChange } from '../accepted-credentials.ts';
import { connectionActivity } from '../connection-activity.ts';
import { credentialsPlace } from '../credentials-place.ts';
import { persistently } from '../persistently.ts';
import { revokeLater } from '../revoke.ts';
import type { RevocationDeps } from '../revoke.ts';
import { backOffMs } from './back-off.ts';

/** For all that the system is asked. Shorter than the lease, so that nobody renews what is being renewed. */
const RENEW_TIMEOUT_MS = 22_000;
/** When somebody else takes over from a process that died. */
const LEASE_MS = 35_000;
/** How often one that waits for another process looks. */
const LOOK_EVERY_MS = 200;
/** When credentials that do not fit their connector are looked at again. */
const MISFIT_MS = 60 * 60_000;
/** Longer than a lease: by then one's own turn has come, or something is wrong. */
const WAIT_MAX_MS = 60_000;

/** What renewing works with. */
export type RenewalDeps = RevocationDeps;

/** What to renew. */
export interface RenewalOrder {
  /** As it was read when it was found to be due. */
  readonly connection: StoredConnection;
  readonly definition: ConnectorDefinition;
}

/** Whether tokens should be renewed now. */
export function isDue({ renewAt }: Pick<StoredConnection, 'renewAt'>, now: number): boolean {
  return renewAt !== null && now >= renewAt;
}

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
export async function renewConnection(deps: RenewalDeps, order: RenewalOrder): Promise<StoredConnection> {
  const until = Date.now() + WAIT_MAX_MS;
  let { connection } = order;
  for (;;) {
    const now = deps.now();
    const lease = await deps.store.write((stores) => stores.connections.lease(connection, now + LEASE_MS, now));
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

interface LeasedOrder extends RenewalOrder {
  readonly lease: RenewalLease;
}

async function renewWith(deps: RenewalDeps, order: LeasedOrder): Promise<StoredConnection> {
  const { connection, definition, lease } = order;
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
  deps.log.info({ connectionId: lease.id, connector: connection.connector }, 'renewed tokens');
  return settle(deps, order, sealedChange(deps, { connection, definition, credentials }), credentials);
}

/** New credentials for the stored ones. `undefined` where the connector does not work with such as are stored. */
async function renewed(deps: RenewalDeps, { connection, definition }: LeasedOrder): Promise<Credentials | undefined> {
  const { renew } = boundAuth(definition);
  const sealed = await deps.store.connections.credentials(connection, connection.id);
  const stored = sealed && parseCredentials(deps.vault.open(credentialsPlace(connection), sealed));
  if (!renew || !stored?.tokens) return undefined;
  const access = { ...deps, signal: AbortSignal.timeout(RENEW_TIMEOUT_MS) };
  return { ...stored, tokens: await renew(stored.values, stored.tokens, access) };
}

/**
 * Stores the end of a renewal, unless somebody has connected or disconnected meanwhile: then that is what counts. Tokens
 * that came after a disconnect are not needed any more, and the system is told so.
 */
async function settle(
  deps: RenewalDeps,
  { lease, connection: before, definition }: LeasedOrder,
  change: ConnectionChange,
  credentials?: Credentials,
): Promise<StoredConnection> {
  const settled = await persistently(() =>
    deps.store.write((stores) => stores.connections.settleLease(lease, change, deps.now())),
  );
  if (settled) return settled;
  deps.log.info({ connectionId: lease.id }, 'dropped renewed tokens: the connection has others by now');
  const connection = await deps.store.connections.find(lease, lease.id);
  if (connection?.status === 'connected') return connection;
  if (credentials) revokeLater(deps, { connection: before, definition, credentials });
  throw new ConflictError('The connection is not connected any more.');
}

async function storeFailure(deps: RenewalDeps, order: LeasedOrder, error: unknown): Promise<unknown> {
  const { connection, lease } = order;
  const fields = { connectionId: lease.id, connector: connection.connector, err: error };
  if (error instanceof InvalidCredentialsError) {
    deps.log.warn(fields, 'tokens cannot be renewed: the person has to sign in again');
    return storeEnd(deps, order, error);
  }
  const failures = connection.renewalFailures + 1;
  const unavailable = error instanceof ProviderUnavailableError ? error : undefined;
  const waitMs = backOffMs({ failures, askedForSeconds: unavailable?.retryAfterSeconds });
  deps.log[unavailable?.retry === 'later' ? 'warn' : 'error'](
    { ...fields, failures, waitMs },
    'could not renew tokens',
  );
  const change = { renewalFailures: failures, renewAt: deps.now() + waitMs };
  await persistently(() => deps.store.write((stores) => stores.connections.settleLease(lease, change, deps.now())));
  return error;
}

async function storeEnd(
  deps: RenewalDeps,
  { connection, lease }: LeasedOrder,
  error: InvalidCredentialsError,
): Promise<InvalidCredentialsError> {
  const now = deps.now();
  const change: ConnectionChange = { status: 'needs_reauth', problem: error.problem, renewAt: null };
  await persistently(() =>
    deps.store.write(async (stores) => {
      const settled = await stores.connections.settleLease(lease, change, now);
      // Somebody signed in again while the old tokens were refused.
      if (!settled) return;
      await stores.activity.add(connectionActivity(connection, { type: 'connection.needs_reauth', actor: null, now }));
    }),
  );
  return error;
}
