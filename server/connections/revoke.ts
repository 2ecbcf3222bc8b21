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
import { removeCredentials } from './change-connection.ts';
import { credentialsLocation } from './credentials-location.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** Pauses before the second and later tries to tell a provider. */
const RETRY_DELAYS_MS = [5_000, 30_000] as const;

/** What revoking works with. */
export interface RevocationDeps extends UseCaseDeps {
  readonly organizations: ReadonlyMap<string, OrganizationConfig>;
  readonly background: BackgroundTasks;
  readonly log: Logger;
}

/**
 * Disconnects, and then tells the provider that its tokens are not needed any more, where it can be told (RFC 7009).
 *
 * The credentials are deleted here first, and the provider is told in the background, so a provider that is down does not
 * delay a disconnect. It is asked again twice; then its tokens live until they expire.
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
    // Read with their removal: a refresh may have put others in their place a moment before.
    sealed: await stores.connections.credentials(connection, connection.id),
    disconnected: await removeCredentials(stores, command, deps.now()),
  }));
  const credentials = sealed && tryOpenCredentials(deps, connection, sealed);
  if (definition && credentials) revokeInBackground(deps, { connection, definition, credentials });
  return disconnected;
}

/** Tokens that are not needed any more. */
export interface Revocation {
  /** The connection that had them, as it was before they were removed. */
  readonly connection: Pick<StoredConnection, 'organization' | 'tenantId' | 'id' | 'account'>;
  readonly definition: ConnectorDefinition;
  readonly credentials: Credentials;
}

/**
 * Revokes tokens at the provider in the background.
 *
 * Call it after the transaction that removed them: where revoking one token ends all that a person allowed, tokens are
 * kept while another connection uses that grant, and the last connection to be removed has to see that it is the last.
 */
export function revokeInBackground(deps: RevocationDeps, revocation: Revocation): void {
  const { connection, definition, credentials } = revocation;
  const { revoke } = authenticator(definition);
  const { values, tokens } = credentials;
  if (!revoke || !tokens) return;
  const work = async (signal: AbortSignal): Promise<void> => {
    // Asked again before each try: the person may have signed in again meanwhile.
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
 * Tells whether revoking would end another connection.
 *
 * A grant belongs to a person and a client. Every connection with the same account and client counts, whichever connector,
 * tenant and organization it belongs to: organizations share the clients of the connectors at the top of the
 * configuration. Of another organization, the store says only whether it has such a connection.
 */
async function isGrantInUse(
  { store, organizations }: RevocationDeps,
  { connection, definition }: Revocation,
): Promise<boolean> {
  const { tenantId, account } = connection;
  const location = grantKey(definition);
  if (location === undefined) return false;
  for (const [organization, { connectors: configured }] of organizations) {
    const sharing = [...configured].filter(([, other]) => grantKey(other) === location);
    const connectors = sharing.map(([name]) => name);
    if (connectors.length === 0) continue;
    if (await store.connections.hasCredentialsFor(organization, { connectors, account, tenantId })) return true;
  }
  return false;
}

/** Names the provider and the client of a grant. `undefined`: revoking ends one token only. */
function grantKey({ auth, clientId }: ConnectorDefinition): string | undefined {
  if (auth.type !== 'oauth2' || auth.revocationEnds !== 'grant') return undefined;
  return JSON.stringify([auth.revocationUrl, clientId]);
}

async function retryWhileUnavailable<T>(ask: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (const pauseMs of RETRY_DELAYS_MS) {
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
function tryOpenCredentials(
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
