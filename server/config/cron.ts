import { Cron, CronPattern } from 'croner';

const MINUTES_PER_HOUR = 60;
const MINUTES_PER_DAY = 24 * MINUTES_PER_HOUR;

/**
 * Tells whether a text is a cron expression of five fields (minute, hour, day, month, weekday) that can be scheduled.
 *
 * Nicknames such as `@daily` are none, and neither are dates that never come, such as 30 February.
 */
export function isCronExpression(text: string): boolean {
  if (text.trim().split(/\s+/).length !== 5) return false;
  try {
    return new Cron(text.trim(), { mode: '5-part', paused: true, timezone: 'UTC' }).nextRun() !== null;
  } catch {
    return false;
  }
}

/**
 * Returns the minutes between the two times of day that are closest to each other, as if the schedule ran every day.
 *
 * @param text What {@link isCronExpression} accepts.
 */
export function shortestIntervalMinutes(text: string): number {
  const { hour, minute } = new CronPattern(text.trim(), undefined, { mode: '5-part' });
  const times = hour.flatMap((isHour, hours) =>
    minute.flatMap((isMinute, minutes) => (isHour && isMinute ? [hours * MINUTES_PER_HOUR + minutes] : [])),
  );
  const [first = 0] = times;
  return Math.min(...times.map((time, index) => (times[index + 1] ?? first + MINUTES_PER_DAY) - time));
}
