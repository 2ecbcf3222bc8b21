import { serializeCredentials } from '../connectors/credentials.ts';
import type { Credentials } from '../connectors/credentials.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { verifyCredentials } from '../connectors/verify.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Stores } from '../store/store.ts';
import { connectionActivity } from './connection-activity.ts';
import { credentialsPlace } from './credentials-place.ts';
import type { FlowDeps } from './flow-deps.ts';

/** An attempt to connect with credentials that somebody gave. */
export interface ConnectAttempt {
  /** As it was read; another change since then wins over this one. */
  readonly connection: StoredConnection;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
  readonly actor: Actor | null;
  /** Ends the attempt: whoever asked is gone. Nothing is stored then. */
  readonly signal: AbortSignal;
  /** Runs in the transaction that stores the credentials. */
  readonly alongside?: (stores: Stores, connection: StoredConnection) => Promise<void>;
}

/**
 * Tries credentials against the external system and stores them, sealed, once it accepted them.
 *
 * Credentials that worked before stay in use until then. Throws `InvalidCredentialsError` or `ProviderUnavailableError`
 * after the refusal was stored, and `ConflictError`, with nothing stored, when the connection changed meanwhile.
 */
export async function connect(deps: FlowDeps, attempt: ConnectAttempt): Promise<StoredConnection> {
  const { connection, definition, credentials, actor, signal, alongside } = attempt;
  let accepted: Awaited<ReturnType<typeof verifyCredentials>>;
  try {
    accepted = await verifyCredentials(definition, credentials, { egress: deps.egress, signal });
  } catch (error) {
    // A cancelled attempt says nothing about the credentials.
    if (isRefusal(error) && !signal.aborted) await storeRefusal(deps, attempt, error);
    throw error;
  }
  signal.throwIfAborted();
  const sealed = deps.vault.seal(credentialsPlace(connection), serializeCredentials(credentials));
  const now = deps.now();
  return deps.store.write(async (stores) => {
    const changed = await stores.connections.change(
      connection,
      {
        status: 'connected',
        verified: accepted.verified,
        account: accepted.account ?? null,
        problem: null,
        credentials: sealed,
        connectedAt: now,
      },
      now,
    );
    if (!changed) throw new ConflictError('The connection changed while the system was asked. Try again.');
    await stores.activity.add(
      connectionActivity(changed, {
        type: 'connection.connected',
        actor,
        now,
        detail: { verified: accepted.verified },
      }),
    );
    await alongside?.(stores, changed);
    return changed;
  });
}

type Refusal = InvalidCredentialsError | ProviderUnavailableError;

function isRefusal(error: unknown): error is Refusal {
  return error instanceof InvalidCredentialsError || error instanceof ProviderUnavailableError;
}

async function storeRefusal(deps: FlowDeps, { connection, actor }: ConnectAttempt, { problem }: Refusal) {
  const now = deps.now();
  await deps.store.write(async (stores) => {
    // What works goes on working: a failed reconnect is an activity, not a state.
    if (connection.status !== 'connected') {
      const status = connection.status === 'needs_reauth' ? 'needs_reauth' : 'error';
      await stores.connections.change(connection, { status, problem }, now);
    }
    await stores.activity.add(
      connectionActivity(connection, { type: 'connection.refused', actor, now, detail: { code: problem.code } }),
    );
  });
}
