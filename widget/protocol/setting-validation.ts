import type { SettingField, SettingValue, SettingValues } from './installation.ts';

/** Why the value of a setting cannot be saved. */
export type SettingProblemCode =
  | 'missing'
  | 'not_number'
  | 'not_integer'
  | 'too_small'
  | 'too_large'
  | 'not_email'
  | 'not_url'
  | 'not_date'
  | 'not_offered'
  /** The server has refused the value for another reason. */
  | 'refused';

/** A value that cannot be saved. */
export interface SettingProblem {
  /** Names of the groups and of the setting, with dots between them. */
  readonly path: string;
  readonly code: SettingProblemCode;
}

/** Whether a value of {@link SettingValues} is that of a group. */
export function isGroupValue(value: SettingValue | SettingValues | undefined): value is SettingValues {
  return typeof value === 'object' && !Array.isArray(value);
}

/** The values of a group. A group without values has none. */
export function groupValues(values: SettingValues, name: string): SettingValues {
  const value = ownValue(values, name);
  return isGroupValue(value) ? value : {};
}

/** The fields of one group whose conditions are met. A setting that is not shown counts as one without a value. */
export function shownFields(fields: readonly SettingField[], values: SettingValues): readonly SettingField[] {
  const isShown = (field: SettingField, seen: readonly SettingField[]): boolean => {
    const { condition } = field;
    // Conditions in a circle are never met.
    if (!condition) return true;
    if (seen.includes(field)) return false;
    const others = fields.filter(({ name }) => name === condition.name);
    const isOtherShown = others.some((other) => isShown(other, [...seen, field]));
    const value = isOtherShown ? ownValue(values, condition.name) : undefined;
    return value === undefined ? condition.whenAbsent : condition.values.some((wanted) => wanted === value);
  };
  return fields.filter((field) => isShown(field, []));
}

/**
 * Finds the values that cannot be saved, in the order of the form. Values of settings that are not shown are not
 * checked. A stored secret counts as a value.
 *
 * It does not check what only the server can: whether a provider offers a choice, and all of the schema.
 *
 * @param storedSecrets Paths of the stored secrets.
 */
export function validateSettings(
  fields: readonly SettingField[],
  values: SettingValues,
  storedSecrets: readonly string[] = [],
): readonly SettingProblem[] {
  return problemsIn(fields, values, { storedSecrets, prefix: '' });
}

interface ValidationScope {
  readonly storedSecrets: readonly string[];
  readonly prefix: string;
}

function problemsIn(
  fields: readonly SettingField[],
  values: SettingValues,
  { storedSecrets, prefix }: ValidationScope,
): readonly SettingProblem[] {
  return shownFields(fields, values).flatMap((field) => {
    const path = prefix + field.name;
    if (field.kind === 'group') {
      return problemsIn(field.fields, groupValues(values, field.name), { storedSecrets, prefix: `${path}.` });
    }
    const value = ownValue(values, field.name);
    const isStored = field.kind === 'secret' && value === undefined && storedSecrets.includes(path);
    const code = isStored ? undefined : problemOf(field, value);
    return code ? [{ path, code }] : [];
  });
}

/** Why the value of one setting cannot be saved. `undefined` if it can. */
function problemOf(
  field: Exclude<SettingField, { kind: 'group' }>,
  value: SettingValue | SettingValues | undefined,
): SettingProblemCode | undefined {
  if (isBlank(value)) return field.required && field.kind !== 'toggle' ? 'missing' : undefined;
  switch (field.kind) {
    case 'text':
      return typeof value === 'string' ? textProblem(field.format, value) : 'refused';
    case 'number':
      if (typeof value !== 'number' || !Number.isFinite(value)) return 'not_number';
      if (field.integer && !Number.isInteger(value)) return 'not_integer';
      if (field.minimum !== undefined && value < field.minimum) return 'too_small';
      return field.maximum !== undefined && value > field.maximum ? 'too_large' : undefined;
    case 'toggle':
      return typeof value === 'boolean' ? undefined : 'refused';
    case 'secret':
      return typeof value === 'string' ? undefined : 'refused';
    case 'choice':
      return field.options.some((option) => option.value === value) ? undefined : 'not_offered';
    case 'choices': {
      const isOffered = (chosen: unknown) => field.options.some((option) => option.value === chosen);
      return Array.isArray(value) && value.every(isOffered) ? undefined : 'not_offered';
    }
    case 'remote-choice':
      return typeof value === 'object' ? 'refused' : undefined;
    case 'remote-choices':
      return Array.isArray(value) ? undefined : 'refused';
  }
}

/** Whether a setting has no value for a person: an empty text counts as none. */
function isBlank(value: SettingValue | SettingValues | undefined): value is undefined {
  if (typeof value === 'string') return value.trim() === '';
  return value === undefined || (Array.isArray(value) && value.length === 0);
}

// One `@` with something around it. Only an e-mail shows whether an address exists.
const EMAIL = /^[^\s@]+@[^\s@]+$/;
const DATE = /^\d{4}-\d{2}-\d{2}$/;

function textProblem(format: 'email' | 'uri' | 'date' | undefined, value: string): SettingProblemCode | undefined {
  if (format === 'email') return EMAIL.test(value) ? undefined : 'not_email';
  if (format === 'uri') return URL.canParse(value) ? undefined : 'not_url';
  return format === undefined || (DATE.test(value) && isCalendarDate(value)) ? undefined : 'not_date';
}

/** Whether a day such as February 30 exists. */
function isCalendarDate(text: string): boolean {
  const date = new Date(`${text}T00:00:00Z`);
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(text);
}

/**
 * The values of the settings that are shown. Leaves out those of unknown and of hidden settings, and blank ones, except
 * for an empty secret, which removes the stored one.
 */
export function shownValues(fields: readonly SettingField[], values: SettingValues): SettingValues {
  const entries = shownFields(fields, values).flatMap((field): [string, SettingValue | SettingValues][] => {
    const { name, kind } = field;
    if (kind === 'group') {
      const inside = shownValues(field.fields, groupValues(values, name));
      return Object.keys(inside).length > 0 ? [[name, inside]] : [];
    }
    const value = ownValue(values, name);
    if (value === undefined || (isBlank(value) && kind !== 'secret')) return [];
    return [[name, value]];
  });
  return Object.fromEntries(entries);
}

/** Adds `false` for each toggle without a value, as a form shows it. */
export function withToggles(fields: readonly SettingField[], values: SettingValues): SettingValues {
  const added = fields.flatMap((field): [string, SettingValue | SettingValues][] => {
    if (field.kind === 'group') return [[field.name, withToggles(field.fields, groupValues(values, field.name))]];
    return field.kind === 'toggle' && ownValue(values, field.name) === undefined ? [[field.name, false]] : [];
  });
  return added.length > 0 ? { ...values, ...Object.fromEntries(added) } : values;
}

/** The value of a setting. Never one that every object has, such as `constructor`. */
export function ownValue(values: SettingValues, name: string): SettingValue | SettingValues | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
