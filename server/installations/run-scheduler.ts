import type { Logger } from 'pino';
import type { OrganizationConfig } from '../config/config.ts';
import { StorageUnavailableError } from '../errors.ts';
import { NO_SCHEDULE, type Installation } from '../store/installation-store.ts';
import type { Store, Stores } from '../store/store.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { hasRequiredConsent, pauseUntilConsent } from './consent.ts';
import { isConnectorSlug } from './ensure-installation.ts';
import { nextRun } from './schedule.ts';
import { withoutSecrets } from './secret-settings.ts';

/** How late an event can be while the server runs. */
const POLL_INTERVAL_MS = 1000;
/** Installations in one transaction. It takes some milliseconds, and requests are answered between two of them. */
const BATCH_SIZE = 20;
/** A run that became due this long before its installation was scheduled is not lost. Longer than a poll takes. */
const SCHEDULE_DELAY_MS = 60_000;
/** The last time that a `Date` can have, for an installation that never runs. */
const NEVER = 8_640_000_000_000_000;

/** What the scheduler works with. */
export interface RunSchedulerDeps {
  readonly store: Store;
  readonly organizations: ReadonlyMap<string, Pick<OrganizationConfig, 'integrations'>>;
  readonly now: () => number;
  /** Runs a task in the background, and logs its error. The signal aborts when the process has to stop. */
  readonly runInBackground: (task: (signal: AbortSignal) => Promise<void>) => void;
  readonly log: Logger;
}

/**
 * Records the event `installation.run_due` when the schedule of an installation says so.
 *
 * Each due time has one event, however many processes do this with one database: the transaction that records the event
 * also replaces the due time. Times that pass while no process runs have one event together. A paused installation has no
 * due time. One whose integration is not in the configuration has due times without events. One that lacks a required
 * consent is paused until it is given: the text in the configuration may have changed.
 */
export class RunScheduler {
  readonly #deps: RunSchedulerDeps;
  #timer: NodeJS.Timeout | undefined;
  #polling = false;

  constructor(deps: RunSchedulerDeps) {
    this.#deps = deps;
  }

  start(): void {
    this.#timer = setInterval(() => this.poll(), POLL_INTERVAL_MS).unref();
    this.poll();
  }

  /** Starts no further poll. A running one ends after its transaction. */
  stop(): void {
    clearInterval(this.#timer);
  }

  /** Schedules new and changed installations, and then records what is due. Does nothing while a poll runs. */
  poll(): void {
    if (this.#polling) return;
    this.#polling = true;
    this.#deps.runInBackground(async (signal) => {
      try {
        while (!signal.aborted && (await this.#scheduleSome()));
        while (!signal.aborted && (await this.#recordSome()));
      } catch (error) {
        // The storage monitor logs it every minute.
        if (!(error instanceof StorageUnavailableError)) throw error;
        this.#deps.log.debug({ err: error }, 'due runs wait until the database is available');
      } finally {
        this.#polling = false;
      }
    });
  }

  /** Resolves to whether there may be more. */
  async #scheduleSome(): Promise<boolean> {
    const { store, now } = this.#deps;
    // Reads without a transaction, because there is rarely something to do.
    if ((await store.installations.listUnscheduled(1)).length === 0) return false;
    return store.write(async ({ installations }) => {
      const unscheduled = await installations.listUnscheduled(BATCH_SIZE);
      const earliest = now() - SCHEDULE_DELAY_MS;
      for (const installation of unscheduled) {
        await installations.setNextDueAt(
          installation,
          this.#next(installation, Math.max(installation.updatedAt, earliest)),
        );
      }
      return unscheduled.length === BATCH_SIZE;
    });
  }

  /** Resolves to whether there may be more. */
  async #recordSome(): Promise<boolean> {
    const { store, now } = this.#deps;
    if ((await store.installations.listDue(now(), 1)).length === 0) return false;
    return store.write(async (stores) => {
      const at = now();
      const due = await stores.installations.listDue(at, BATCH_SIZE);
      for (const installation of due) await this.#record(stores, installation, at);
      return due.length === BATCH_SIZE;
    });
  }

  async #record(stores: Stores, installation: Installation, now: number): Promise<void> {
    const { nextDueAt: dueAt } = installation;
    const next = this.#next(installation, now);
    if (dueAt === null || !(await stores.installations.setNextDueAt(installation, next))) return;
    const { organization, integration: slug, userKey } = installation;
    const integration = this.#deps.organizations.get(organization)?.integrations.get(slug);
    if (!integration && !this.#isConnectorAlone(installation)) return;
    if (integration && !(await hasRequiredConsent(stores, { scope: installation, integration, userKey }))) {
      await pauseUntilConsent(stores, installation, { integration, cause: { actor: null }, now });
      return;
    }
    await recordEvent(stores, {
      type: 'installation.run_due',
      installation: { ...withoutSecrets(installation, integration), nextDueAt: next },
      ...{ dueAt, actor: null, now },
    });
  }

  #isConnectorAlone({ organization, integration }: Installation): boolean {
    return this.#deps.organizations.has(organization) && isConnectorSlug(integration);
  }

  #next({ id, organization, schedule, timeZone }: Installation, after: number): number {
    if (schedule === NO_SCHEDULE) return NEVER;
    try {
      const next = nextRun({ expression: schedule, timeZone }, after);
      if (next !== null) return next;
    } catch (error) {
      this.#deps.log.error(
        { err: error, organization, installationId: id },
        'the schedule of an installation is wrong',
      );
    }
    return NEVER;
  }
}
