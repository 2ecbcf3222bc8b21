/** Lowest and highest number of each of the five fields. Both 0 and 7 are Sunday. */
const FIELD_RANGES = [
  [0, 59],
  [0, 23],
  [1, 31],
  [1, 12],
  [0, 7],
] as const;

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec'];
const DAYS = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'];

/** Names of the fields that have any, by field; a month counts from 1. */
const FIELD_NAMES: readonly (readonly string[])[] = [[], [], [], ['', ...MONTHS], DAYS];

/** Tells whether a text is a cron expression of five fields (minute, hour, day, month, weekday) that can be scheduled. */
export function isCronExpression(text: string): boolean {
  const fields = text.trim().split(/\s+/);
  return (
    fields.length === FIELD_RANGES.length &&
    fields.every((field, index) => field.split(',').every(itemValidator(index)))
  );
}

function itemValidator(field: number): (item: string) => boolean {
  const [min, max] = FIELD_RANGES[field] ?? [0, -1];
  const read = (value: string) => (/^\d{1,2}$/.test(value) ? Number(value) : valueOfName(field, value));
  return (item) => {
    const match = /^(?:\*|(\w{1,3})(?:-(\w{1,3}))?)(?:\/(\d{1,2}))?$/.exec(item);
    if (match === null) return false;
    const [, first, last = first, step = '1'] = match;
    if (Number(step) < 1 || Number(step) > max) return false;
    if (first === undefined || last === undefined) return true;
    const [from, to] = [read(first), read(last)];
    return from >= min && from <= to && to <= max;
  };
}

/** Number of a month or day name; -1, which is in no range, for any other text. */
function valueOfName(field: number, text: string): number {
  return text === '' ? -1 : (FIELD_NAMES[field] ?? []).indexOf(text.toLowerCase());
}
