import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { isRefreshDue } from './refresh-due.ts';
import { decryptCredentials } from './leased-connection.ts';
import type { DueConnection } from './leased-connection.ts';
import { refreshConnection, retryTooEarlyError } from './refresh-connection.ts';
import type { RefreshDeps } from './refresh-connection.ts';

/** The connection whose credentials the caller needs. */
export interface CredentialsRequest {
  readonly scope: TenantScope;
  readonly connectionId: number;
  readonly definition: ConnectorDefinition;
}

/** Provides usable credentials of connections. Refreshes the tokens of one connection only once at a time. */
export class TokenRefresher {
  readonly #deps: RefreshDeps;
  /** Refreshes that run in this process, by connection id. */
  readonly #running = new Map<number, Promise<StoredConnection>>();

  constructor(deps: RefreshDeps) {
    this.#deps = deps;
  }

  /**
   * Returns credentials that can be used now. Refreshes them first if they are due. If the refresh fails because the provider
   * is unavailable, returns tokens that have not expired yet.
   *
   * @throws {ConflictError} The connection was deleted or is not connected.
   * @throws {InvalidCredentialsError} The person has to sign in again.
   * @throws {ProviderUnavailableError} The tokens have expired and cannot be refreshed now.
   */
  async usableCredentials({ scope, connectionId, definition }: CredentialsRequest): Promise<Credentials> {
    const { store, now } = this.#deps;
    const connection = await store.connections.find(scope, connectionId);
    if (connection?.status === 'needs_reauth') throw new InvalidCredentialsError(connection.problem?.providerMessage);
    if (connection?.status !== 'connected') throw new ConflictError('The connection is not connected.');
    if (!isRefreshDue(connection, now()) && !isExpired(connection, now())) return this.#readCredentials(connection);
    // After a failed refresh, the provider is not called before the next try is due.
    const mayRefresh = isRefreshDue(connection, now()) || connection.refreshFailures === 0;
    if (!mayRefresh) throw retryTooEarlyError(connection, now());
    const refreshed = await this.refresh({ connection, definition }).catch((error: unknown) => {
      if (isExpired(connection, now()) || !(error instanceof ProviderUnavailableError)) throw error;
      return connection;
    });
    if (isExpired(refreshed, now())) {
      throw new ProviderUnavailableError(
        'the tokens have expired, and the connector is not configured to refresh them',
        {
          retry: 'operator',
        },
      );
    }
    return this.#readCredentials(connection);
  }

  /** Refreshes the tokens of a connection. Parallel calls for one connection share one refresh. See `refreshConnection`. */
  async refresh(options: DueConnection): Promise<StoredConnection> {
    const { id } = options.connection;
    const running = this.#running.get(id);
    if (running) return running;
    const refresh = refreshConnection(this.#deps, options).finally(() => this.#running.delete(id));
    this.#running.set(id, refresh);
    return refresh;
  }

  async #readCredentials(connection: StoredConnection): Promise<Credentials> {
    const credentials = await decryptCredentials(this.#deps, connection);
    if (!credentials) throw new ConflictError('The connection is not connected any more.');
    return credentials;
  }
}

function isExpired({ expiresAt }: StoredConnection, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}
