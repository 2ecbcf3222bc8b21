const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A time on the clocks of a time zone, as the milliseconds since 1970 at which clocks in UTC show it. */
export type WallTime = number;

/** Whether a text is the name of a time zone, such as `Europe/Berlin`. Offsets such as `+01:00` are none. */
export function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Converts between instants and the clocks of one time zone. Instants are milliseconds since 1970. */
export class ZonedTime {
  readonly #format: Intl.DateTimeFormat;

  /** Throws a `RangeError` unless `timeZone` is a name that {@link isTimeZone} accepts. */
  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  }

  /** Returns what clocks show at an instant. */
  wallTime(instant: number): WallTime {
    return instant + this.#offsetMs(instant);
  }

  /**
   * Returns the instants at which clocks show a time, the earliest first. There are two if clocks go back over this time,
   * and none if they skip it.
   */
  instantsOf(wall: WallTime): readonly number[] {
    return this.#nearbyOffsetsMs(wall)
      .map((offsetMs) => wall - offsetMs)
      .filter((instant) => this.wallTime(instant) === wall)
      .toSorted((a, b) => a - b);
  }

  /** Returns the instant of a time that clocks skip, as if they went forward later. */
  skippedInstant(wall: WallTime): number {
    return wall - this.#offsetMs(wall - DAY_MS);
  }

  /** Returns by how much clocks change within a day before or after an instant. 0 on most days. */
  nearbyShiftMs(instant: number): number {
    const offsetsMs = this.#nearbyOffsetsMs(instant);
    return Math.max(...offsetsMs) - Math.min(...offsetsMs);
  }

  /** Different offsets within a day before or after a time. No zone changes its clocks twice within two days. */
  #nearbyOffsetsMs(time: number): readonly number[] {
    return [...new Set([this.#offsetMs(time - DAY_MS), this.#offsetMs(time), this.#offsetMs(time + DAY_MS)])];
  }

  #offsetMs(instant: number): number {
    const name = this.#format.formatToParts(instant).find(({ type }) => type === 'timeZoneName')?.value ?? '';
    // `GMT` alone is UTC. The format has seconds only for times before 1972.
    const [, sign, hours, minutes] = /^GMT([+-])(\d\d):(\d\d)/.exec(name) ?? [];
    if (sign === undefined) return 0;
    return (sign === '-' ? -1 : 1) * (Number(hours) * 60 + Number(minutes)) * MINUTE_MS;
  }
}
