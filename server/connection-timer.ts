import type { Logger } from 'pino';
import { visibleConnector } from './connections/visible-connections.ts';
import type { Config } from './config/config.ts';
import type { ConnectorDefinition } from './connectors/definition.ts';
import { latestVerifyTime, verifyIntervalMs } from './connectors/due-times.ts';
import type { BackgroundTasks } from './connections/background-tasks.ts';
import type { UseCaseDeps } from './connections/use-case-deps.ts';
import { ProviderQueue } from './connections/provider-queue.ts';
import { CircuitBreaker } from './connections/circuit-breaker.ts';
import type { TokenRefresher } from './connections/token-refresher.ts';
import { verifyConnection } from './connections/verify-connection.ts';
import type { DueQuery } from './store/connection-lease-store.ts';

/** Tokens are due minutes before their end, so polling this often is soon enough. */
const POLL_INTERVAL_MS = 15_000;
/** Refreshes at one provider at the same time: some 25 a second where an answer takes 0.6 s. */
const REFRESHES = { concurrency: 16, concurrencyPerOrganization: 8 };
/** Verifications at one provider at the same time. They are rare and can wait, and have a limit of their own. */
const VERIFICATION_CONCURRENCY = { concurrency: 2, concurrencyPerOrganization: 2 };

/** What the timer works with. */
export interface ConnectionTimerDeps extends UseCaseDeps {
  readonly config: Config;
  readonly tokenRefresher: Pick<TokenRefresher, 'refresh'>;
  readonly background: BackgroundTasks;
  readonly log: Logger;
}

/** Refreshes tokens before they expire, and verifies stored credentials again, on a schedule. */
export class ConnectionTimer {
  readonly #queues: readonly ProviderQueue[];
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: ConnectionTimerDeps) {
    const connectors = [...connectorsByDefinition(deps.config)];
    this.#queues = [
      ...connectors.map(([definition, users]) => refreshQueue(deps, definition, users)),
      ...connectors
        .filter(([definition]) => verifyIntervalMs(definition) !== undefined)
        .map(([definition, users]) => verificationQueue(deps, definition, users)),
    ];
  }

  start(): void {
    this.#timer = setInterval(() => this.poll(), POLL_INTERVAL_MS).unref();
  }

  /** Starts nothing more. Running tasks end within the timeout of a provider. */
  stop(): void {
    clearInterval(this.#timer);
    for (const queue of this.#queues) queue.stop();
  }

  /** Starts the tasks that are due. One that fails waits for its next time. */
  poll(): void {
    for (const queue of this.#queues) queue.poll();
  }
}

/**
 * Which organizations use a definition, and under which name. Those that share a definition share its provider, and with
 * it the queue. A connection whose connector has left the configuration is due again when it comes back.
 */
function connectorsByDefinition({ organizations }: Config): ReadonlyMap<ConnectorDefinition, DueQuery['connectors']> {
  const visible = [...organizations].flatMap(([slug, organization]) =>
    [...organization.connectors.keys()].flatMap((connector) => {
      const definition = visibleConnector(organization, connector);
      return definition ? [{ definition, organization: slug, connector }] : [];
    }),
  );
  return Map.groupBy(visible, ({ definition }) => definition);
}

function refreshQueue(
  { store, now, tokenRefresher, background, log }: ConnectionTimerDeps,
  definition: ConnectorDefinition,
  connectors: DueQuery['connectors'],
): ProviderQueue {
  return new ProviderQueue({
    ...REFRESHES,
    findDue: (limit) => store.connectionLeases.dueForRefresh({ now: now(), connectors, limit }),
    work: async (connection) => {
      try {
        await tokenRefresher.refresh({ connection, definition });
      } catch (error) {
        // `refreshConnection` has stored and logged the failure. It must not stop the other refreshes.
        log.debug({ err: error, connectionId: connection.id }, 'a refresh failed');
      }
    },
    runInBackground: (task) => void background.start('refresh tokens', task, 0),
  });
}

function verificationQueue(
  deps: ConnectionTimerDeps,
  definition: ConnectorDefinition,
  connectors: DueQuery['connectors'],
): ProviderQueue {
  const { store, now, background } = deps;
  const breaker = new CircuitBreaker();
  return new ProviderQueue({
    ...VERIFICATION_CONCURRENCY,
    findDue: (limit) => {
      const at = now();
      const latest = latestVerifyTime(definition, at);
      return store.connectionLeases.dueForVerification({ now: at, connectors, limit, latest });
    },
    work: async (connection) => {
      await verifyConnection({ ...deps, breaker }, { connection, definition });
    },
    runInBackground: (task) => void background.start('verify credentials', task, 0),
  });
}
