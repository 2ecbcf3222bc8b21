import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { boundAuth } from '../connectors/auth-types.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { parseCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { ProviderUnavailableError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { VaultError } from '../store/vault.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import type { ConnectionCommand } from './change-connection.ts';
import { removeCredentials } from './change-connection.ts';
import { credentialsPlace } from './credentials-place.ts';
import type { FlowDeps } from './flow-deps.ts';

/** Pauses before the second and later tries to tell a system. */
const PAUSES_MS = [5_000, 30_000] as const;

/** What tells a system later, with nobody who waits, works with. */
export interface RevocationDeps extends FlowDeps {
  readonly background: BackgroundTasks;
  readonly log: Logger;
}

/**
 * Disconnects, and then tells the system that its tokens are not needed any more, where it can be told (RFC 7009).
 *
 * Nobody waits for the system: the credentials are deleted here first, and a person who wants to be rid of a connection
 * is not held up by a system that is down. It is asked again twice; then its tokens live until they are over.
 *
 * Throws `ConflictError` when the connection changed since it was read.
 *
 * @param command.definition Absent where the connector has left the configuration.
 */
export async function disconnectAndRevoke(
  deps: RevocationDeps,
  command: ConnectionCommand & { readonly definition: ConnectorDefinition | undefined },
): Promise<StoredConnection> {
  const { connection, definition } = command;
  const { sealed, disconnected } = await deps.store.write(async (stores) => ({
    // Read with their removal: a renewal may have put others in their place a moment before.
    sealed: await stores.connections.credentials(connection, connection.id),
    disconnected: await removeCredentials(stores, command, deps.now()),
  }));
  const credentials = sealed && openCredentials(deps, connection, sealed);
  if (definition && credentials) revokeLater(deps, { connection, definition, credentials });
  return disconnected;
}

/** Tokens that are not needed any more. */
export interface Revocation {
  readonly connection: Pick<StoredConnection, 'id'>;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
}

/** Tells the system that tokens are not needed any more, without anybody who waits for it. */
export function revokeLater(deps: RevocationDeps, { connection, definition, credentials }: Revocation): void {
  const { revoke } = boundAuth(definition);
  const { values, tokens } = credentials;
  if (!revoke || !tokens) return;
  const work = async (signal: AbortSignal): Promise<void> => {
    const revoked = await repeatedly(() => revoke(values, tokens, { ...deps, signal }), signal);
    if (revoked) deps.log.info({ connectionId: connection.id }, 'revoked tokens at the system');
  };
  void deps.background.start('revoke tokens', work, 0);
}

async function repeatedly<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const pauseMs of PAUSES_MS) {
    try {
      return await ask();
    } catch (error) {
      if (!(error instanceof ProviderUnavailableError) || error.retry !== 'later') throw error;
      await delay(pauseMs, undefined, { signal });
    }
  }
  return ask();
}

/** What cannot be opened cannot be revoked, and must not keep anybody from disconnecting. */
function openCredentials(
  deps: RevocationDeps,
  connection: StoredConnection,
  sealed: Uint8Array,
): Credentials | undefined {
  try {
    return parseCredentials(deps.vault.open(credentialsPlace(connection), sealed));
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    deps.log.warn({ err: error, connectionId: connection.id }, 'disconnected without revoking tokens');
    return undefined;
  }
}
