/** Limits of a {@link ReceiverLimits}. All apply to one process. */
export interface ReceiverLimitOptions {
  /** Attempts of one organization at one origin at the same time. */
  readonly perOrigin: number;
  /** Attempts of one organization at the same time. */
  readonly perOrganization: number;
  /** Attempts at one origin that start in one second, of all organizations. */
  readonly perOriginAndSecond: number;
}

/**
 * A receiver that answers within 100 ms gets 80 events a second. A dead one holds 8 places of its organization for the
 * time of one attempt, and then one.
 */
export const DEFAULT_RECEIVER_LIMITS: ReceiverLimitOptions = {
  perOrigin: 8,
  perOrganization: 64,
  perOriginAndSecond: 100,
};

const SECOND_MS = 1000;

/** Who sends where. */
export interface Destination {
  readonly organization: string;
  readonly origin: string;
}

/**
 * Limits attempts, so that a receiver that does not answer delays no other: at most some at once for each organization
 * and origin, and one at once after a failure until an attempt succeeds.
 */
export class ReceiverLimits {
  readonly #options: ReceiverLimitOptions;
  readonly #now: () => number;
  /** Running attempts by organization, and by organization and origin. */
  readonly #running = new Map<string, number>();
  readonly #failing = new Set<string>();
  #second = 0;
  /** Attempts that started in this second, by origin. */
  #started = new Map<string, number>();

  constructor(options: ReceiverLimitOptions, now: () => number) {
    this.#options = options;
    this.#now = now;
  }

  /** How many attempts may start now. */
  free({ organization, origin }: Destination): number {
    const { perOrigin, perOrganization, perOriginAndSecond } = this.#options;
    const key = keyOf(organization, origin);
    return Math.max(
      0,
      Math.min(
        (this.#failing.has(key) ? 1 : perOrigin) - this.#count(key),
        perOrganization - this.#count(organization),
        perOriginAndSecond - this.#startedNow(origin),
      ),
    );
  }

  start({ organization, origin }: Destination): void {
    this.#add(organization, 1);
    this.#add(keyOf(organization, origin), 1);
    const started = this.#startedNow(origin);
    this.#started.set(origin, started + 1);
  }

  /** @param succeeded `undefined` if the receiver did nothing wrong, as after an attempt that did not happen. */
  end({ organization, origin }: Destination, succeeded: boolean | undefined): void {
    const key = keyOf(organization, origin);
    this.#add(organization, -1);
    this.#add(key, -1);
    if (succeeded === true) this.#failing.delete(key);
    else if (succeeded === false) this.#failing.add(key);
  }

  #startedNow(origin: string): number {
    const second = Math.floor(this.#now() / SECOND_MS);
    if (second !== this.#second) {
      this.#second = second;
      this.#started = new Map();
    }
    return this.#started.get(origin) ?? 0;
  }

  #count(key: string): number {
    return this.#running.get(key) ?? 0;
  }

  #add(key: string, change: number): void {
    const count = this.#count(key) + change;
    if (count > 0) this.#running.set(key, count);
    else this.#running.delete(key);
  }
}

/** No slug of an organization contains a space. */
function keyOf(organization: string, origin: string): string {
  return `${organization} ${origin}`;
}
