import type { Translate } from '../messages.ts';
import type { ScheduleForm } from '../state/schedule-form.ts';

/** Jan 4, 2026 is a Sunday. */
const SUNDAY = Date.UTC(2026, 0, 4);
const DAY_MS = 86_400_000;

/** Describes a schedule in one line. A cron expression describes itself. */
export function readableSchedule(form: ScheduleForm, translate: Translate, locale: string): string {
  const { kind, time, minute, days, expression } = form;
  switch (kind) {
    case 'hourly':
      return minute === 0 ? translate('schedule.hourly') : translate('schedule.hourly_at', { minute });
    case 'daily':
      return translate('schedule.daily_at', { time: readableClock(time, locale) });
    case 'weekly': {
      const names = new Intl.DateTimeFormat(locale, { weekday: 'long', timeZone: 'UTC' });
      // Weeks begin on Monday, as in the form.
      const sorted = days.toSorted((one, other) => ((one + 6) % 7) - ((other + 6) % 7));
      const list = new Intl.ListFormat(locale).format(sorted.map((day) => names.format(SUNDAY + day * DAY_MS)));
      return translate('schedule.weekly_at', { days: list, time: readableClock(time, locale) });
    }
    case 'cron':
      return expression;
    case 'every-15':
    case 'every-30':
      return translate(`schedule.${kind}`);
  }
}

/** A number of minutes as the reader writes it, in days or hours where that is exact. */
export function readableInterval(minutes: number, locale: string): string {
  const [unit, length] =
    minutes % 1440 === 0
      ? (['day', minutes / 1440] as const)
      : minutes % 60 === 0
        ? (['hour', minutes / 60] as const)
        : (['minute', minutes] as const);
  return new Intl.NumberFormat(locale, { style: 'unit', unit, unitDisplay: 'long' }).format(length);
}

/** `08:30` as the reader writes it. */
function readableClock(time: string, locale: string): string {
  const date = new Date(`2026-01-04T${time}:00Z`);
  if (Number.isNaN(date.getTime())) return time;
  return new Intl.DateTimeFormat(locale, { timeStyle: 'short', timeZone: 'UTC' }).format(date);
}
