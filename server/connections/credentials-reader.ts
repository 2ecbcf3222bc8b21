import type { ConnectorDefinition } from '../connectors/definition.ts';
import type { Credentials } from '../connectors/stored-credentials.ts';
import { ConflictError, InvalidCredentialsError } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { StoredConnection } from '../store/connection-store.ts';
import type { Store } from '../store/store.ts';
import type { RecordedEvent } from '../webhooks/event.ts';
import { recordCredentialsReads } from '../webhooks/record-event.ts';
import type { TokenRefresher } from './token-refresher.ts';
import type { UseCaseDeps } from './use-case-deps.ts';

/** A read of the credentials of a connection. */
export interface CredentialsRead {
  readonly connection: StoredConnection;
  readonly definition: ConnectorDefinition;
  readonly actor: Actor;
}

/** What reading credentials requires. */
export interface CredentialsReaderDeps extends Pick<UseCaseDeps, 'store' | 'now'> {
  readonly tokenRefresher: TokenRefresher;
}

/** Gives credentials to back ends, and records each read in the activity log. */
export class CredentialsReader {
  readonly #deps: CredentialsReaderDeps;
  readonly #log: CredentialsReadLog;

  constructor(deps: CredentialsReaderDeps) {
    this.#deps = deps;
    this.#log = new CredentialsReadLog(deps.store);
  }

  /**
   * Returns credentials that can be used now, once the read is recorded. Refreshes them first if they are due.
   *
   * @throws {ConflictError} The connection is not connected, or the person has to sign in again.
   * @throws {ProviderUnavailableError} The tokens have expired and cannot be refreshed now.
   */
  read(read: CredentialsRead): Promise<Credentials> {
    return this.#read(read, 'usableCredentials');
  }

  /** Like {@link read}, but refreshes the credentials also if they are not due. See `TokenRefresher.freshCredentials`. */
  readFresh(read: CredentialsRead): Promise<Credentials> {
    return this.#read(read, 'freshCredentials');
  }

  async #read(
    { connection, definition, actor }: CredentialsRead,
    method: 'usableCredentials' | 'freshCredentials',
  ): Promise<Credentials> {
    const { tokenRefresher, now } = this.#deps;
    const request = { scope: connection, connectionId: connection.id, definition };
    const credentials = await tokenRefresher[method](request).catch((error: unknown) => {
      if (!(error instanceof InvalidCredentialsError)) throw error;
      throw new ConflictError(
        'The person has to connect again: the provider does not accept the credentials any more.',
      );
    });
    await this.#log.add({ type: 'connection.credentials_read', connection, actor, now: now() });
    return credentials;
  }
}

type ReadEvent = RecordedEvent<'connection.credentials_read'>;

/** Reads that one write records. */
interface Batch {
  readonly reads: ReadEvent[];
  readonly written: Promise<void>;
}

/**
 * Records reads, in one write all those that come before the write starts. A read costs far less than a write, so without
 * this, a thousand reads at once would mostly wait for their rows.
 */
class CredentialsReadLog {
  readonly #store: Pick<Store, 'write'>;
  #open: Batch | undefined;

  constructor(store: Pick<Store, 'write'>) {
    this.#store = store;
  }

  /** Resolves when the read is durable. */
  add(read: ReadEvent): Promise<void> {
    this.#open ??= this.#start();
    this.#open.reads.push(read);
    return this.#open.written;
  }

  #start(): Batch {
    const reads: ReadEvent[] = [];
    const close = () => {
      if (this.#open?.reads === reads) this.#open = undefined;
    };
    const written = this.#store
      .write((stores) => {
        close();
        return recordCredentialsReads(stores, reads);
      })
      // The write may fail before it starts.
      .finally(close);
    return { reads, written };
  }
}
