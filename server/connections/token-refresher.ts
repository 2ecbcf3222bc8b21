import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { authenticator } from '../connectors/auth-types.ts';
import { isRefreshable } from '../connectors/due-times.ts';
import { ConflictError, ProviderUnavailableError } from '../errors.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { TenantScope } from '../store/tenant-store.ts';
import { isRefreshDue } from './refresh-due.ts';
import { decryptCredentials, openCredentials } from './leased-connection.ts';
import { refreshConnection, requireConnected, retryTooEarlyError } from './refresh-connection.ts';
import type { RefreshDeps, RefreshOptions } from './refresh-connection.ts';

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
    const found = await store.connections.findWithCredentials(scope, connectionId);
    const connection = requireConnected(found?.connection);
    if (found && !isRefreshDue(connection, now()) && !isExpired(connection, now())) {
      return requireCredentials(openCredentials(this.#deps, found));
    }
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

  /**
   * Returns credentials after a refresh that is not due. Waits for a refresh that runs instead of making another one. Returns
   * credentials that cannot be refreshed as they are.
   *
   * Throws as {@link usableCredentials}. Also throws `ProviderUnavailableError` while the old tokens are still valid, because
   * the caller asks for others.
   */
  async freshCredentials(request: CredentialsRequest): Promise<Credentials> {
    const { scope, connectionId, definition } = request;
    const running = this.#running.get(connectionId);
    if (running) return this.#readCredentials(await running);
    const { store, now } = this.#deps;
    const found = await store.connections.findWithCredentials(scope, connectionId);
    const connection = requireConnected(found?.connection);
    const credentials = requireCredentials(found && openCredentials(this.#deps, found));
    const { tokens } = credentials;
    if (!tokens || !isRefreshable(authenticator(definition), tokens)) return this.usableCredentials(request);
    if (connection.refreshFailures > 0 && !isRefreshDue(connection, now())) throw retryTooEarlyError(connection, now());
    return this.#readCredentials(await this.refresh({ connection, definition, replaces: found?.sealed }));
  }

  /** Refreshes the tokens of a connection. Parallel calls for one connection share one refresh. See `refreshConnection`. */
  async refresh(options: RefreshOptions): Promise<StoredConnection> {
    const { id } = options.connection;
    const running = this.#running.get(id);
    if (running) return running;
    const refresh = refreshConnection(this.#deps, options).finally(() => this.#running.delete(id));
    this.#running.set(id, refresh);
    return refresh;
  }

  async #readCredentials(connection: StoredConnection): Promise<Credentials> {
    return requireCredentials(await decryptCredentials(this.#deps, connection));
  }
}

function requireCredentials(credentials: Credentials | undefined): Credentials {
  if (!credentials) throw new ConflictError('The connection is not connected any more.');
  return credentials;
}

function isExpired({ expiresAt }: StoredConnection, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}
