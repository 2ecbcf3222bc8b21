import { boundAuth } from '../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import { ConflictError, NotFoundError, ProviderUnavailableError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import { storeAccepted } from './accepted-credentials.ts';
import type { AttemptLimits, LimitedAttempt } from './attempt-limits.ts';
import type { FlowDeps } from './flow-deps.ts';
import { isRefusal, storeRefusal } from './refusal.ts';

/** What {@link connect} works with. */
export interface ConnectDeps extends FlowDeps {
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
  readonly alongside?: (stores: Stores, connection: StoredConnection) => Promise<void>;
}

/**
 * Exchanges credentials for a token where the system works so, tries them against it, and stores them, sealed, once it
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
    return connectInTurn(deps, { ...attempt, connection });
  });
}

async function connectInTurn(deps: FlowDeps, attempt: ConnectAttempt): Promise<StoredConnection> {
  const { connection, definition, actor, signal, alongside } = attempt;
  let accepted: Awaited<ReturnType<typeof withinLimit>>;
  try {
    accepted = await withinLimit(deps, attempt);
  } catch (error) {
    // A cancelled attempt says nothing about the credentials.
    if (isRefusal(error) && !signal.aborted) {
      const { problem } = error;
      await deps.store.write((stores) => storeRefusal(stores, { connection, actor, problem }, deps.now()));
    }
    throw error;
  }
  signal.throwIfAborted();
  return deps.store.write(async (stores) => {
    const order = { connection, definition, actor, ...accepted, now: deps.now() };
    const connected = await storeAccepted(stores, deps.vault, order);
    if (!connected) throw new ConflictError('The connection changed while the system was asked. Try again.');
    await alongside?.(stores, connected);
    return connected;
  });
}

/** The dialog waits 30 s, and a person not even that. */
const ATTEMPT_TIMEOUT_MS = 22_000;

async function withinLimit(deps: FlowDeps, attempt: ConnectAttempt) {
  const timeout = AbortSignal.timeout(ATTEMPT_TIMEOUT_MS);
  try {
    return await tryOut(deps, { ...attempt, signal: AbortSignal.any([attempt.signal, timeout]) });
  } catch (error) {
    throw timeout.aborted ? new ProviderUnavailableError('it took too long in all', { cause: error }) : error;
  }
}

async function tryOut(deps: FlowDeps, { definition, credentials: typed, signal }: ConnectAttempt) {
  const { obtain } = boundAuth(definition);
  const access = { ...deps, signal };
  const credentials = obtain ? { ...typed, tokens: await obtain(typed.values, access) } : typed;
  return { credentials, verified: await verifyCredentials(definition, credentials, access) };
}
