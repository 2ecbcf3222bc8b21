import { Cron, CronPattern } from 'croner';
import type { Schedule } from '../../widget/protocol/installation.ts';
import { isCronExpression, shortestIntervalMinutes } from '../config/cron.ts';

const MODE = { mode: '5-part' } as const;

/** Why a schedule is refused. */
export interface ScheduleIssue {
  /** The part that is wrong. */
  readonly part: keyof Schedule;
  readonly message: string;
}

/**
 * Checks a schedule that a person or a back end chose.
 *
 * @param rules `minimumMinutes`: how close together two runs may be. A change of the clocks can bring them closer once.
 * @returns Every wrong part. Empty if the schedule can be saved.
 */
export function scheduleIssues(
  { expression, timeZone }: Schedule,
  { minimumMinutes }: { readonly minimumMinutes: number },
): readonly ScheduleIssue[] {
  const expressionProblem = expressionIssue(expression, minimumMinutes);
  return [
    ...(expressionProblem === undefined ? [] : [{ part: 'expression' as const, message: expressionProblem }]),
    ...(isTimeZone(timeZone)
      ? []
      : [{ part: 'timeZone' as const, message: 'must be the name of a time zone, such as Europe/Berlin' }]),
  ];
}

function expressionIssue(expression: string, minimumMinutes: number): string | undefined {
  if (!isCronExpression(expression)) {
    return 'must be a cron expression of five fields that runs at some time, such as 0 * * * *';
  }
  if (shortestIntervalMinutes(expression) >= minimumMinutes) return undefined;
  return `must have at least ${minimumMinutes} ${minimumMinutes === 1 ? 'minute' : 'minutes'} between two runs`;
}

/** Which runs {@link nextRuns} returns. */
export interface NextRunsOptions {
  /** Milliseconds since 1970. All runs are later. */
  readonly after: number;
  readonly count: number;
}

/**
 * Returns the next times of a schedule in milliseconds since 1970, earliest first. Fewer than `count` only if the schedule
 * ends.
 *
 * When clocks go forward, a run at a skipped time comes later by as much. When they go back, a run at a repeated time
 * comes once. A schedule for every hour neither moves nor skips a run.
 *
 * @param schedule One without {@link scheduleIssues}. Throws for others.
 */
export function nextRuns(schedule: Schedule, { after, count }: NextRunsOptions): readonly number[] {
  const times = new ScheduleTimes(schedule);
  const runs: number[] = [];
  while (runs.length < count) {
    const next = times.next(runs.at(-1) ?? after);
    if (next === undefined) break;
    runs.push(next);
  }
  return runs;
}

/** Returns the first time of a schedule after another time, or `null`. See {@link nextRuns}. */
export function nextRun(schedule: Schedule, after: number): number | null {
  return nextRuns(schedule, { after, count: 1 })[0] ?? null;
}

/**
 * The times of one schedule. Reads the expression in UTC and converts its times: with a time zone of its own, croner 10
 * returns a time in the past while clocks show the repeated hour.
 */
class ScheduleTimes {
  readonly #cron: Cron;
  readonly #zone: ZonedTime;
  readonly #everyHour: boolean;

  constructor({ expression, timeZone }: Schedule) {
    const pattern = expression.trim();
    // An offset, because croner converts a named zone with a locale, which takes 20 times as long.
    this.#cron = new Cron(pattern, { ...MODE, paused: true, utcOffset: 0 });
    this.#zone = new ZonedTime(timeZone);
    this.#everyHour = new CronPattern(pattern, undefined, MODE).hour.every(Boolean);
  }

  next(after: number): number | undefined {
    // Around a change of the clocks, earlier and later wall times can be the next instant.
    const shiftMs = this.#zone.nearbyShiftMs(after);
    const wallAfter = this.#zone.wallTime(after);
    let next = Infinity;
    let wall = this.#nextWallTime(wallAfter - shiftMs);
    while (wall !== undefined) {
      for (const instant of this.#instantsOf(wall)) if (instant > after && instant < next) next = instant;
      if (wall > wallAfter + shiftMs && next !== Infinity) break;
      wall = this.#nextWallTime(wall);
    }
    return next === Infinity ? undefined : next;
  }

  #nextWallTime(after: number): number | undefined {
    return this.#cron.nextRun(new Date(after))?.getTime();
  }

  #instantsOf(wall: number): readonly number[] {
    const instants = this.#zone.instantsOf(wall);
    if (this.#everyHour) return instants;
    return [instants[0] ?? this.#zone.skippedInstant(wall)];
  }
}

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A time on the clocks of a time zone, as the milliseconds since 1970 at which clocks in UTC show it. */
type WallTime = number;

/** Whether a text is the name of a time zone, such as `Europe/Berlin`. Offsets such as `+01:00` are none. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false;
  try {
    new Intl.DateTimeFormat('en', { timeZone: name });
    return true;
  } catch {
    return false;
  }
}

/** Converts between instants and the clocks of one time zone. Instants are milliseconds since 1970. */
class ZonedTime {
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
