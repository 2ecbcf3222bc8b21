const MINUTES_PER_HOUR = 60;

/**
 * Shifts a schedule by a number of minutes that is constant for one installation, so that the runs of all installations
 * do not start at the full hour.
 *
 * Takes a cron expression of five fields and shifts only within the hour: every minute stays before the next one. A
 * minute field that is neither a step (`*` with `/30`) nor a list of minutes (`0,30`) is returned unchanged.
 */
export function offsetSchedule(schedule: string, installationId: number): string {
  const fields = schedule.trim().split(/\s+/);
  const [minutes, ...rest] = fields;
  if (minutes === undefined || fields.length !== 5) return schedule;
  return [moveSteps(minutes, installationId) ?? moveList(minutes, installationId) ?? minutes, ...rest].join(' ');
}

/** `*` with `/30` becomes `7-59/30`. */
function moveSteps(field: string, installationId: number): string | undefined {
  const [, digits] = /^\*\/(\d{1,2})$/.exec(field) ?? [];
  const step = Number(digits);
  if (!step || step >= MINUTES_PER_HOUR) return undefined;
  const offset = installationId % step;
  return offset === 0 ? field : `${offset}-59/${step}`;
}

/** `0,30` becomes `7,37`. */
function moveList(field: string, installationId: number): string | undefined {
  if (!/^\d{1,2}(,\d{1,2})*$/.test(field)) return undefined;
  const minutes = [...new Set(field.split(',').map(Number))].sort((a, b) => a - b);
  const gaps = minutes.map((minute, index) => (minutes[index + 1] ?? MINUTES_PER_HOUR) - minute);
  const room = Math.min(...gaps);
  if (room < 1) return undefined;
  return minutes.map((minute) => minute + (installationId % room)).join(',');
}
