import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { isRefreshDue } from './refresh-due.ts';
import { openCredentials } from './leased-connection.ts';
import type { DueConnection } from './leased-connection.ts';
import { refreshConnection, retryTooEarlyError } from './refresh-connection.ts';
import type { RefreshDeps } from './refresh-connection.ts';

/** Which credentials are wanted. */
export interface CredentialsRequest {
  readonly scope: TenantScope;
  readonly connectionId: number;
  readonly definition: ConnectorDefinition;
}

/** Keeps the tokens of connections good, and each of them from being refreshed more than once at a time. */
export class TokenRefresher {
  readonly #deps: RefreshDeps;
  /** What this process refreshes now, by connection. */
  readonly #running = new Map<number, Promise<StoredConnection>>();

  constructor(deps: RefreshDeps) {
    this.#deps = deps;
  }

  /**
   * Credentials that can be used now, refreshed if they need it. Tokens that are due and still good are handed out when the
   * system cannot be asked.
   *
   * @throws {ConflictError} The connection is gone or not connected.
   * @throws {InvalidCredentialsError} The person has to sign in again.
   * @throws {ProviderUnavailableError} The tokens are over, and cannot be refreshed now.
   */
  async usableCredentials({ scope, connectionId, definition }: CredentialsRequest): Promise<Credentials> {
    const { store, now } = this.#deps;
    const connection = await store.connections.find(scope, connectionId);
    if (connection?.status === 'needs_reauth') throw new InvalidCredentialsError(connection.problem?.providerMessage);
    if (connection?.status !== 'connected') throw new ConflictError('The connection is not connected.');
    if (!isRefreshDue(connection, now()) && !isExpired(connection, now())) return this.#readCredentials(connection);
    // Nobody asks a provider again before its time that has just failed.
    const canAsk = isRefreshDue(connection, now()) || connection.refreshFailures === 0;
    if (!canAsk) throw retryTooEarlyError(connection, now());
    const refreshed = await this.refresh({ connection, definition }).catch((error: unknown) => {
      if (isExpired(connection, now()) || !(error instanceof ProviderUnavailableError)) throw error;
      return connection;
    });
    if (isExpired(refreshed, now())) {
      throw new ProviderUnavailableError('its tokens are over, and cannot be renewed as it is set up', {
        retry: 'operator',
      });
    }
    return this.#readCredentials(connection);
  }

  /** Refreshes the tokens of a connection. All who ask for the same one at a time get the same answer. See `refreshConnection`. */
  async refresh(options: DueConnection): Promise<StoredConnection> {
    const { id } = options.connection;
    const running = this.#running.get(id);
    if (running) return running;
    const renewal = refreshConnection(this.#deps, options).finally(() => this.#running.delete(id));
    this.#running.set(id, renewal);
    return renewal;
  }

  async #readCredentials(connection: StoredConnection): Promise<Credentials> {
    const credentials = await openCredentials(this.#deps, connection);
    if (!credentials) throw new ConflictError('The connection is not connected any more.');
    return credentials;
  }
}

function isExpired({ expiresAt }: StoredConnection, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}
