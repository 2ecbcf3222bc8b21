import type { ConnectorDefinition } from '../../connectors/definition.ts';
import type { Credentials } from '../../connectors/stored-credentials.ts';
import { ConflictError, InvalidCredentialsError, ProviderUnavailableError } from '../../errors.ts';
import type { StoredConnection } from '../../store/connection-store.ts';
import type { TenantScope } from '../../store/tenant-store.ts';
import { isDue } from './due.ts';
import { openCredentials } from './leased-work.ts';
import type { ConnectionWork } from './leased-work.ts';
import { renewConnection, stillUnavailable } from './renew-connection.ts';
import type { RenewalDeps } from './renew-connection.ts';

/** Which credentials are wanted. */
export interface CredentialsOrder {
  readonly scope: TenantScope;
  readonly connectionId: number;
  readonly definition: ConnectorDefinition;
}

/** Keeps the tokens of connections good, and each of them from being renewed more than once at a time. */
export class Renewals {
  readonly #deps: RenewalDeps;
  /** What this process renews now, by connection. */
  readonly #running = new Map<number, Promise<StoredConnection>>();

  constructor(deps: RenewalDeps) {
    this.#deps = deps;
  }

  /**
   * Credentials that can be used now, renewed if they need it. Tokens that are due and still good are handed out when the
   * system cannot be asked.
   *
   * @throws {ConflictError} The connection is gone or not connected.
   * @throws {InvalidCredentialsError} The person has to sign in again.
   * @throws {ProviderUnavailableError} The tokens are over, and cannot be renewed now.
   */
  async usable({ scope, connectionId, definition }: CredentialsOrder): Promise<Credentials> {
    const { store, now } = this.#deps;
    const connection = await store.connections.find(scope, connectionId);
    if (connection?.status === 'needs_reauth') throw new InvalidCredentialsError(connection.problem?.providerMessage);
    if (connection?.status !== 'connected') throw new ConflictError('The connection is not connected.');
    if (!isDue(connection, now()) && !isOver(connection, now())) return this.#stored(connection);
    // Nobody asks a system again before its time that has just failed.
    const mayAsk = isDue(connection, now()) || connection.renewalFailures === 0;
    if (!mayAsk) throw stillUnavailable(connection, now());
    const renewed = await this.renew({ connection, definition }).catch((error: unknown) => {
      if (isOver(connection, now()) || !(error instanceof ProviderUnavailableError)) throw error;
      return connection;
    });
    if (isOver(renewed, now())) {
      throw new ProviderUnavailableError('its tokens are over, and cannot be renewed as it is set up', {
        retry: 'operator',
      });
    }
    return this.#stored(connection);
  }

  /** Renews the tokens of a connection. All who ask for the same one at a time get the same answer. See `renewConnection`. */
  async renew(order: ConnectionWork): Promise<StoredConnection> {
    const { id } = order.connection;
    const running = this.#running.get(id);
    if (running) return running;
    const renewal = renewConnection(this.#deps, order).finally(() => this.#running.delete(id));
    this.#running.set(id, renewal);
    return renewal;
  }

  async #stored(connection: StoredConnection): Promise<Credentials> {
    const credentials = await openCredentials(this.#deps, connection);
    if (!credentials) throw new ConflictError('The connection is not connected any more.');
    return credentials;
  }
}

function isOver({ expiresAt }: StoredConnection, now: number): boolean {
  return expiresAt !== null && now >= expiresAt;
}
