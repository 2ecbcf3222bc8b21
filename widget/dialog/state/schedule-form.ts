/** The kinds of schedules that a form offers, from the most to the least frequent. `cron` is for experts. */
export const SCHEDULE_KINDS = ['every-15', 'every-30', 'hourly', 'daily', 'weekly', 'cron'] as const;

/** One of {@link SCHEDULE_KINDS}. */
export type ScheduleKind = (typeof SCHEDULE_KINDS)[number];

/** What a person has chosen. The fields of other kinds are kept, so that a person can go back to them. */
export interface ScheduleForm {
  readonly kind: ScheduleKind;
  /** Minute of the hour, for `hourly`. */
  readonly minute: number;
  /** `HH:MM`, for `daily` and `weekly`. Empty while the person types. */
  readonly time: string;
  /** Days of the week from 0, Sunday, to 6, for `weekly`. In ascending order. */
  readonly days: readonly number[];
  /** Cron expression of five fields, for `cron`. */
  readonly expression: string;
}

/** Why a form describes no schedule. */
export type ScheduleProblem = 'time_missing' | 'days_missing' | 'expression_invalid';

/** The greatest number of minutes between runs of each kind. */
const MINUTES: Readonly<Record<ScheduleKind, number>> = {
  'every-15': 15,
  'every-30': 30,
  hourly: 60,
  daily: 24 * 60,
  weekly: 24 * 60,
  cron: Number.POSITIVE_INFINITY,
};

const TIME = /^([01]\d|2[0-3]):([0-5]\d)$/;
const DAILY = /^(\d{1,2}) (\d{1,2}) \* \* (\*|[0-7](?:,[0-7])*)$/;
const HOURLY = /^(\d{1,2}) \* \* \* \*$/;
const CRON = /^[\w*/,?#-]+(?: [\w*/,?#-]+){4}$/;

const DEFAULTS = { minute: 0, time: '09:00', days: [1] } as const;

/** The form of an expression. What no other kind describes is `cron`. */
export function scheduleForm(text: string): ScheduleForm {
  const expression = normalized(text);
  const form = { ...DEFAULTS, expression };
  if (expression === '*/15 * * * *') return { ...form, kind: 'every-15' };
  if (expression === '*/30 * * * *') return { ...form, kind: 'every-30' };
  const minute = Number(HOURLY.exec(expression)?.[1] ?? Number.NaN);
  if (minute < 60) return { ...form, kind: 'hourly', minute };
  const [match, minutes = '', hours = '', days = ''] = DAILY.exec(expression) ?? [];
  const time = `${hours.padStart(2, '0')}:${minutes.padStart(2, '0')}`;
  if (match === undefined || !TIME.test(time)) return { ...form, kind: 'cron' };
  if (days === '*') return { ...form, kind: 'daily', time };
  return { ...form, kind: 'weekly', time, days: sortedDays(days.split(',').map((day) => Number(day) % 7)) };
}

/** The cron expression of a form. Only of a form without a problem. */
export function expressionOf({ kind, minute, time, days, expression }: ScheduleForm): string {
  const [hours, minutes] = time.split(':').map(Number);
  switch (kind) {
    case 'every-15':
      return '*/15 * * * *';
    case 'every-30':
      return '*/30 * * * *';
    case 'hourly':
      return `${minute} * * * *`;
    case 'daily':
      return `${minutes} ${hours} * * *`;
    case 'weekly':
      return `${minutes} ${hours} * * ${days.join(',')}`;
    case 'cron':
      return normalized(expression);
  }
}

/** Why a form describes no schedule. The server also refuses schedules that never run or run too often. */
export function scheduleProblem({ kind, time, days, expression }: ScheduleForm): ScheduleProblem | undefined {
  if (kind === 'cron') return CRON.test(normalized(expression)) ? undefined : 'expression_invalid';
  if (kind === 'weekly' && days.length === 0) return 'days_missing';
  return (kind === 'daily' || kind === 'weekly') && !TIME.test(time) ? 'time_missing' : undefined;
}

/** Changes a form. A person who goes to `cron` starts with the expression of what was chosen before. */
export function changeSchedule(form: ScheduleForm, changes: Partial<ScheduleForm>): ScheduleForm {
  const next = { ...form, ...changes, ...(changes.days && { days: sortedDays(changes.days) }) };
  const isNewCron = changes.kind === 'cron' && form.kind !== 'cron' && scheduleProblem(form) === undefined;
  return isNewCron ? { ...next, expression: expressionOf(form) } : next;
}

/** The kinds that run seldom enough. The present one is always among them. */
export function offeredKinds(minimumMinutes: number, present: ScheduleKind): readonly ScheduleKind[] {
  return SCHEDULE_KINDS.filter((kind) => kind === present || MINUTES[kind] >= minimumMinutes);
}

function normalized(expression: string): string {
  return expression.trim().replace(/\s+/g, ' ');
}

function sortedDays(days: readonly number[]): readonly number[] {
  return [...new Set(days)].toSorted((one, other) => one - other);
}
