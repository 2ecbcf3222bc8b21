import type { Logger } from 'pino';
import { visibleConnector } from './auth/visible-connector.ts';
import type { Config } from './config/config.ts';
import type { ConnectorDefinition } from './connectors/definition.ts';
import { latestVerifyTime, verifyEveryMs } from './connectors/verify-schedule.ts';
import type { BackgroundTasks } from './flows/background-tasks.ts';
import type { FlowDeps } from './flows/flow-deps.ts';
import { ProviderLane } from './flows/renewal/provider-lane.ts';
import { RefusalBreaker } from './flows/renewal/refusal-breaker.ts';
import type { Renewals } from './flows/renewal/renewals.ts';
import { verifyConnection } from './flows/renewal/verify-connection.ts';
import type { DueQuery } from './store/connection-store.ts';

/** Tokens are due minutes before their end, so looking this often is soon enough. */
const INTERVAL_MS = 15_000;
/** Renewals at one provider at the same time: some 25 a second where an answer takes 0.6 s. */
const RENEWALS = { places: 16, placesPerOrganization: 8 };
/** Verifications at one provider at the same time. They are rare and can wait, and have places of their own. */
const VERIFICATIONS = { places: 2, placesPerOrganization: 2 };

/** What the timer works with. */
export interface ConnectionTimerDeps extends FlowDeps {
  readonly config: Config;
  readonly renewals: Pick<Renewals, 'renew'>;
  readonly background: BackgroundTasks;
  readonly log: Logger;
}

/** Renews tokens before they expire, and verifies stored credentials again, on a schedule. */
export class ConnectionTimer {
  readonly #lanes: readonly ProviderLane[];
  #timer: NodeJS.Timeout | undefined;

  constructor(deps: ConnectionTimerDeps) {
    const connectors = [...connectorsByDefinition(deps.config)];
    this.#lanes = [
      ...connectors.map(([definition, users]) => renewalLane(deps, definition, users)),
      ...connectors
        .filter(([definition]) => verifyEveryMs(definition) !== undefined)
        .map(([definition, users]) => verificationLane(deps, definition, users)),
    ];
  }

  start(): void {
    this.#timer = setInterval(() => this.look(), INTERVAL_MS).unref();
  }

  /** Begins nothing more. What is under way ends within the time that a provider has. */
  stop(): void {
    clearInterval(this.#timer);
    for (const lane of this.#lanes) lane.stop();
  }

  /** Begins to work on what is due. What fails waits for its next time. */
  look(): void {
    for (const lane of this.#lanes) lane.look();
  }
}

/**
 * Which organizations use a definition, and under which name. Those that share a definition share its provider, and with
 * it the lane. A connection whose connector has left the configuration is due again when it comes back.
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

function renewalLane(
  { store, now, renewals, background, log }: ConnectionTimerDeps,
  definition: ConnectorDefinition,
  connectors: DueQuery['connectors'],
): ProviderLane {
  return new ProviderLane({
    ...RENEWALS,
    read: (limit) => store.connections.dueForRenewal({ now: now(), connectors, limit }),
    work: async (connection) => {
      try {
        await renewals.renew({ connection, definition });
      } catch (error) {
        // `renewConnection` has stored and logged the failure. It must not stop the other renewals.
        log.debug({ err: error, connectionId: connection.id }, 'a renewal failed');
      }
    },
    start: (task) => void background.start('renew tokens', task, 0),
  });
}

function verificationLane(
  deps: ConnectionTimerDeps,
  definition: ConnectorDefinition,
  connectors: DueQuery['connectors'],
): ProviderLane {
  const { store, now, background } = deps;
  const breaker = new RefusalBreaker();
  return new ProviderLane({
    ...VERIFICATIONS,
    read: (limit) => {
      const at = now();
      const latest = latestVerifyTime(definition, at);
      return store.connections.dueForVerification({ now: at, connectors, limit, latest });
    },
    work: (connection) => verifyConnection({ ...deps, breaker }, { connection, definition }),
    start: (task) => void background.start('verify credentials', task, 0),
  });
}
