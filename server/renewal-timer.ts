import type { Logger } from 'pino';
import { visibleConnector } from './auth/visible-connector.ts';
import type { Config } from './config/config.ts';
import type { BackgroundTasks } from './flows/background-tasks.ts';
import type { FlowDeps } from './flows/flow-deps.ts';
import type { Renewals } from './flows/renewal/renewals.ts';
import type { StoredConnection } from './store/connection-store.ts';

/** Tokens are due minutes before their end, so looking this often is soon enough. */
const INTERVAL_MS = 15_000;
/** Systems asked at the same time. */
const AT_ONCE = 8;
/** Rows read at a time. */
const READ_AT_ONCE = 200;
/** A connection whose connector has left the configuration is looked at again after this time: it may come back. */
const ABSENT_MS = 60 * 60_000;

/** What the timer works with. */
export interface RenewalTimerDeps extends FlowDeps {
  readonly config: Config;
  readonly renewals: Renewals;
  readonly background: BackgroundTasks;
  readonly log: Logger;
}

/** Renews tokens before they are over, whether or not anybody asks for them. */
export class RenewalTimer {
  readonly #deps: RenewalTimerDeps;
  #timer: NodeJS.Timeout | undefined;
  #working = false;
  #stopped = false;

  constructor(deps: RenewalTimerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => this.renewDue(), INTERVAL_MS).unref();
  }

  /** Begins nothing more. What is under way ends within the time that a system has. */
  stop(): void {
    this.#stopped = true;
    clearInterval(this.#timer);
  }

  /** Begins to renew what is due, some at a time, unless that is under way. What fails waits for its next time. */
  renewDue(): void {
    if (this.#working || this.#stopped) return;
    this.#working = true;
    const work = () => this.#work().finally(() => (this.#working = false));
    void this.#deps.background.start('renew tokens', work, 0);
  }

  async #work(): Promise<void> {
    const { store, now } = this.#deps;
    const tried = new Set<number>();
    const running = new Set<Promise<void>>();
    for (;;) {
      const found = await store.connections.dueForRenewal(now(), READ_AT_ONCE);
      const due = found.filter(({ id }) => !tried.has(id));
      for (const connection of due) {
        // A slow system holds up one place of several, and no other system.
        if (running.size >= AT_ONCE) await Promise.race(running);
        if (this.#stopped) break;
        tried.add(connection.id);
        const renewal = this.#renew(connection).finally(() => running.delete(renewal));
        running.add(renewal);
      }
      if (due.length === 0 || this.#stopped) break;
    }
    await Promise.all(running);
  }

  async #renew(connection: StoredConnection): Promise<void> {
    const { config, renewals, log } = this.#deps;
    const organization = config.organizations.get(connection.organization);
    const definition = organization && visibleConnector(organization, connection.connector);
    try {
      if (definition) await renewals.renew({ connection, definition });
      else await this.#putOff(connection);
    } catch (error) {
      // Whoever found out has stored and logged it; here it only must not end the others.
      log.debug({ err: error, connectionId: connection.id }, 'a renewal failed');
    }
  }

  async #putOff(connection: StoredConnection): Promise<void> {
    const { store, now } = this.#deps;
    await store.write(async ({ connections }) => {
      const lease = await connections.lease(connection, now() + ABSENT_MS, now());
      if (lease) await connections.settleLease(lease, { renewAt: now() + ABSENT_MS }, now());
    });
  }
}
