import { authenticator } from '../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import { ConflictError, NotFoundError, ProviderUnavailableError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import { storeAcceptedCredentials } from './accepted-credentials.ts';
import type { AttemptLimits, LimitedAttempt } from './attempt-limits.ts';
import type { UseCaseDeps } from './use-case-deps.ts';
import { isProviderError, storeProviderError } from './provider-error.ts';

/** What {@link connect} works with. */
export interface ConnectDeps extends UseCaseDeps {
  readonly attempts: AttemptLimits;
}

/** An attempt to connect with credentials that somebody gave. */
export interface ConnectAttempt extends LimitedAttempt {
  /** As it was read, perhaps before the attempt had to wait for others. */
  readonly connection: StoredConnection;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
  readonly actor: Actor | null;
  /** Aborts when the caller is gone. Nothing is stored then. */
  readonly signal: AbortSignal;
  /** Runs in the transaction that stores the credentials. */
  readonly inTransaction?: (stores: Stores, connection: StoredConnection) => Promise<void>;
}

/**
 * Exchanges credentials for a token where the provider works so, tries them against it, and stores them, sealed, once it
 * accepted them.
 *
 * Credentials that worked before stay in use until then. Throws `InvalidCredentialsError` or `ProviderUnavailableError`
 * after the refusal was stored. With nothing stored, it throws `ConflictError` when the connection changed while the
 * provider was asked, `NotFoundError` when it is gone, and `RateLimitedError` as {@link AttemptLimits} does.
 */
export function connect(deps: ConnectDeps, attempt: ConnectAttempt): Promise<StoredConnection> {
  return deps.attempts.run(attempt, async () => {
    // Attempts that ran before this one have changed it.
    const connection = await deps.store.connections.find(attempt.connection, attempt.connection.id);
    if (!connection) throw new NotFoundError('There is no such connection.');
    return verifyAndStore(deps, { ...attempt, connection });
  });
}

async function verifyAndStore(deps: UseCaseDeps, attempt: ConnectAttempt): Promise<StoredConnection> {
  const { connection, definition, actor, signal, inTransaction } = attempt;
  let accepted: Awaited<ReturnType<typeof verifyWithTimeout>>;
  try {
    accepted = await verifyWithTimeout(deps, attempt);
  } catch (error) {
    // A cancelled attempt says nothing about the credentials.
    if (isProviderError(error) && !signal.aborted) {
      const { problem } = error;
      await deps.store.write((stores) => storeProviderError(stores, { connection, actor, problem }, deps.now()));
    }
    throw error;
  }
  signal.throwIfAborted();
  return deps.store.write(async (stores) => {
    const options = { connection, definition, actor, ...accepted, now: deps.now() };
    const connected = await storeAcceptedCredentials(stores, deps.vault, options);
    if (!connected) throw new ConflictError('The connection changed while the provider was asked. Try again.');
    await inTransaction?.(stores, connected);
    return connected;
  });
}

/** The dialog waits 30 s, and a person not even that. */
const ATTEMPT_TIMEOUT_MS = 22_000;

async function verifyWithTimeout(deps: UseCaseDeps, attempt: ConnectAttempt) {
  const timeout = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
  try {
    return await issueAndVerify(deps, { ...attempt, signal: AbortSignal.any([attempt.signal, timeout]) });
  } catch (error) {
    throw timeout.aborted ? new ProviderUnavailableError('it took too long in all', { cause: error }) : error;
  }
}

async function issueAndVerify(deps: UseCaseDeps, { definition, credentials: typed, signal }: ConnectAttempt) {
  const { issue } = authenticator(definition);
  const access = { ...deps, signal };
  const credentials = issue ? { ...typed, tokens: await issue(typed.values, access) } : typed;
  return { credentials, verified: await verifyCredentials(definition, credentials, access) };
}
