import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import { authenticator } from '../connectors/auth-types.ts';
import type { OrganizationConfig } from '../config/config.ts';
import type { ConnectorDefinition } from '../connectors/definition.ts';
import { parseCredentials } from '../connectors/stored-credentials.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { ProviderUnavailableError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import { VaultError } from '../store/vault.ts';
import type { BackgroundTasks } from './background-tasks.ts';
import type { ConnectionCommand } from './change-connection.ts';
import { removeConnection, removeCredentials } from './change-connection.ts';
import { credentialsLocation } from './accepted-credentials.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** Delays before the second and the third try. */
const RETRY_DELAYS_MS = [5_000, 30_000] as const;

/** Dependencies of a revocation. */
export interface RevocationDeps extends UseCaseDeps {
  readonly organizations: ReadonlyMap<string, OrganizationConfig>;
  readonly background: BackgroundTasks;
  readonly log: Logger;
}

/**
 * Disconnects a connection and then revokes its tokens at the provider, if the provider supports revocation (RFC 7009).
 *
 * Deletes the stored credentials first and revokes in the background, so that a provider that is down does not delay the
 * disconnect. Retries a failed revocation twice; after that, the tokens stay valid until they expire.
 *
 * Throws `ConflictError` if the connection changed since it was read.
 *
 * @param command.definition Absent if the connector is not in the configuration any more.
 */
export async function disconnectAndRevoke(
  deps: RevocationDeps,
  command: ConnectionCommand & { readonly definition: ConnectorDefinition | undefined },
): Promise<StoredConnection> {
  const { connection, definition } = command;
  const { sealed, disconnected } = await deps.store.write(async (stores) => ({
    // Read in the transaction that removes them, because a refresh may have just replaced them.
    sealed: await stores.connections.credentials(connection, connection.id),
    disconnected: await removeCredentials(stores, command, deps.now()),
  }));
  const credentials = sealed && tryOpenCredentials(deps, connection, sealed);
  if (definition && credentials) revokeInBackground(deps, { connection, definition, credentials });
  return disconnected;
}

/**
 * Deletes a connection and then revokes its tokens at the provider, as {@link disconnectAndRevoke} does. Does nothing if it
 * was deleted before.
 */
export async function deleteAndRevoke(
  deps: RevocationDeps,
  command: ConnectionCommand & { readonly definition: ConnectorDefinition | undefined },
): Promise<void> {
  const { connection, definition } = command;
  const sealed = await deps.store.write(async (stores) => {
    const credentials = await stores.connections.credentials(connection, connection.id);
    return (await removeConnection(stores, command, deps.now())) ? credentials : undefined;
  });
  const credentials = sealed && tryOpenCredentials(deps, connection, sealed);
  if (definition && credentials) revokeInBackground(deps, { connection, definition, credentials });
}

/** Tokens that are not needed any more. */
export interface Revocation {
  /** The connection as it was before its tokens were removed. */
  readonly connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'account'>;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
}

/**
 * Revokes tokens at the provider in the background.
 *
 * Call it after the transaction that removed the tokens has committed. At some providers, revoking one token ends the whole
 * grant. The tokens are then kept while another connection uses the grant, so the last connection has to see that it is the
 * last.
 */
export function revokeInBackground(deps: RevocationDeps, revocation: Revocation): void {
  const { connection, definition, credentials } = revocation;
  const { revoke } = authenticator(definition);
  const { values, tokens } = credentials;
  if (!revoke || !tokens) return;
  const work = async (signal: AbortSignal): Promise<void> => {
    // Checked before each try, because the person may have signed in again in the meantime.
    const outcome = await retryWhileUnavailable(async () => {
      if (await isGrantInUse(deps, revocation)) return 'kept the tokens: another connection uses the same grant';
      const revoked = await revoke(values, tokens, { ...deps, signal });
      return revoked ? 'revoked tokens at the provider' : undefined;
    }, signal);
    if (outcome !== undefined) deps.log.info({ connectionId: connection.id }, outcome);
  };
  void deps.background.start('revoke tokens', work, 0);
}

/**
 * Tells whether revoking would break another connection.
 *
 * A grant belongs to a person and a client. Every connection with the same account and client counts, in every connector,
 * tenant and organization, because organizations share the clients of top-level connectors. About another organization, the
 * store answers only whether it has such a connection.
 */
async function isGrantInUse(
  { store, organizations }: RevocationDeps,
  { connection, definition }: Revocation,
): Promise<boolean> {
  const { tenantId, account } = connection;
  const key = grantKey(definition);
  if (key === undefined) return false;
  for (const [organization, { connectors: configured }] of organizations) {
    const sharingGrants = [...configured].filter(([, other]) => grantKey(other) === key);
    const connectors = sharingGrants.map(([name]) => name);
    if (connectors.length === 0) continue;
    if (await store.connections.hasCredentialsFor(organization, { connectors, account, tenantId })) return true;
  }
  return false;
}

/** Returns a key for the provider and client of a grant, or `undefined` if revoking ends only one token. */
function grantKey({ auth, clientId }: ConnectorDefinition): string | undefined {
  if (auth.type !== 'oauth2' || auth.revocationEnds !== 'grant') return undefined;
  return JSON.stringify([auth.revocationUrl, clientId]);
}

async function retryWhileUnavailable<T>(work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const pauseMs of RETRY_DELAYS_MS) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof ProviderUnavailableError) || error.retry !== 'later') throw error;
      await delay(pauseMs, undefined, { signal });
    }
  }
  return work();
}

/** Opens credentials for their revocation. Credentials that the vault cannot open must not prevent a disconnect. */
export function tryOpenCredentials(
  deps: RevocationDeps,
  connection: StoredConnection,
  sealed: Uint8Array,
): Credentials | undefined {
  try {
    return parseCredentials(deps.vault.open(credentialsLocation(connection), sealed));
  } catch (error) {
    if (!(error instanceof VaultError)) throw error;
    deps.log.warn({ err: error, connectionId: connection.id }, 'disconnected without revoking tokens');
    return undefined;
  }
}
