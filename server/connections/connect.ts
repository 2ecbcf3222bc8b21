import { authenticator } from '../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import { ConflictError, NotFoundError, ProviderUnavailableError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import { pickCause } from '../webhooks/event.ts';
import type { EventCause } from '../webhooks/event.ts';
import { storeAcceptedCredentials } from './accepted-credentials.ts';
import { addDisconnected } from './change-connection.ts';
import type { CreateConnectionOptions } from './change-connection.ts';
import type { AttemptLimits, LimitedAttempt } from './attempt-limits.ts';
import type { UseCaseDeps } from './use-case-deps.ts';
import { isProviderError, storeProviderError } from './provider-error.ts';

/** Dependencies of {@link connect}. */
export interface ConnectDeps extends UseCaseDeps {
  readonly attempts: AttemptLimits;
}

/** An attempt to connect with entered credentials. */
export interface ConnectAttempt extends LimitedAttempt, EventCause {
  /** The connection as it was read. It can be outdated if the attempt had to wait for others. */
  readonly connection: StoredConnection;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
  /** Aborts when the caller disconnects. The attempt then stores nothing. */
  readonly signal: AbortSignal;
  /** Runs in the transaction that stores the credentials. */
  readonly inTransaction?: (stores: Stores, connection: StoredConnection) => Promise<void>;
}

/**
 * Verifies credentials at the provider and stores them sealed if the provider accepts them. Exchanges them for a token first
 * if the auth type requires it.
 *
 * The previous credentials stay in use until the provider accepts the new ones.
 *
 * @throws {InvalidCredentialsError} The provider refused the credentials. The refusal is stored.
 * @throws {ProviderUnavailableError} The provider gave no usable answer. This is stored too.
 * @throws {ConflictError} The connection changed during the attempt. Nothing is stored.
 * @throws {NotFoundError} The connection was deleted. Nothing is stored.
 * @throws {RateLimitedError} See {@link AttemptLimits}. Nothing is stored.
 */
export function connect(deps: ConnectDeps, attempt: ConnectAttempt): Promise<StoredConnection> {
  return deps.attempts.run(attempt, async () => {
    // Read again, because earlier attempts may have changed it.
    const connection = await deps.store.connections.find(attempt.connection, attempt.connection.id);
    if (!connection) throw new NotFoundError('There is no such connection.');
    return verifyAndStore(deps, { ...attempt, connection });
  });
}

async function verifyAndStore(deps: UseCaseDeps, attempt: ConnectAttempt): Promise<StoredConnection> {
  const { connection, definition, signal, inTransaction } = attempt;
  const cause = pickCause(attempt);
  let accepted: Awaited<ReturnType<typeof verifyWithTimeout>>;
  try {
    accepted = await verifyWithTimeout(deps, attempt);
  } catch (error) {
    // A cancelled attempt says nothing about the credentials.
    if (isProviderError(error) && !signal.aborted) {
      const { problem } = error;
      await deps.store.write((stores) => storeProviderError(stores, { connection, ...cause, problem }, deps.now()));
    }
    throw error;
  }
  signal.throwIfAborted();
  return deps.store.write(async (stores) => {
    const options = { connection, definition, ...cause, ...accepted, now: deps.now() };
    const connected = await storeAcceptedCredentials(stores, deps.vault, options);
    if (!connected) throw new ConflictError('The connection changed during the attempt. Try again.');
    await inTransaction?.(stores, connected);
    return connected;
  });
}

/** A connection to create with credentials. */
export interface NewConnectedConnection extends CreateConnectionOptions, GivenCredentials {}

/**
 * Creates a connection with credentials that the provider accepts, and its tenant if it is new. Creates nothing otherwise.
 *
 * Throws `InvalidCredentialsError` and `ProviderUnavailableError` as {@link connect}.
 */
export async function createConnected(deps: UseCaseDeps, options: NewConnectedConnection): Promise<StoredConnection> {
  const accepted = await verifyWithTimeout(deps, options);
  options.signal.throwIfAborted();
  const now = deps.now();
  return deps.store.write(async (stores) => {
    const connection = await addDisconnected(stores, options, now);
    const connected = await storeAcceptedCredentials(stores, deps.vault, { ...options, ...accepted, connection, now });
    if (!connected) throw new TypeError('The connection changed within its transaction.');
    return connected;
  });
}

/** Less than the 30 s that the dialog waits for an answer. */
const ATTEMPT_TIMEOUT_MS = 22_000;

/** Credentials to verify. */
type GivenCredentials = Pick<ConnectAttempt, 'definition' | 'credentials' | 'signal'>;

async function verifyWithTimeout(deps: UseCaseDeps, attempt: GivenCredentials) {
  const timeout = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
  try {
    return await issueAndVerify(deps, { ...attempt, signal: AbortSignal.any([attempt.signal, timeout]) });
  } catch (error) {
    throw timeout.aborted ? new ProviderUnavailableError('the attempt timed out', { cause: error }) : error;
  }
}

async function issueAndVerify(deps: UseCaseDeps, { definition, credentials: entered, signal }: GivenCredentials) {
  const { issue } = authenticator(definition);
  const access = { ...deps, signal };
  const credentials = issue ? { ...entered, tokens: await issue(entered.values, access) } : entered;
  return { credentials, verified: await verifyCredentials(definition, credentials, access) };
}
