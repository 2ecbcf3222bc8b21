import type {
  ChoiceValue,
  SettingCondition,
  SettingField,
  SettingValue,
  SettingValues,
} from '../../widget/protocol/installation.ts';

/** Secret settings by path, with dots between names. */
export type SecretSettings = Readonly<Record<string, string>>;

/** Settings, divided by where they are stored. */
export interface DividedSettings {
  /** Without secrets. */
  readonly settings: SettingValues;
  /** What was entered for secrets. An empty text removes the stored secret. */
  readonly secrets: SecretSettings;
  /** Paths of all secrets that can have a value. */
  readonly secretPaths: readonly string[];
}

/** Which settings {@link divideSettings} keeps. */
export interface DivideOptions {
  /** Drops settings whose condition does not hold. A draft keeps them, so that they return with their condition. */
  readonly hidden: 'drop' | 'keep';
}

/**
 * Takes from entered values what the fields of an integration describe, and divides secrets from the rest. Drops unknown
 * values, values that have the wrong shape for their field, and empty ones. Each group is present, so that what it
 * requires is checked.
 */
export function divideSettings(
  fields: readonly SettingField[],
  entered: SettingValues,
  { hidden }: DivideOptions,
): DividedSettings {
  const secrets: Record<string, string> = {};
  const secretPaths: string[] = [];
  const divide = (group: readonly SettingField[], values: SettingValues, prefix: string): SettingValues => {
    const kept: Record<string, SettingValue | SettingValues> = {};
    for (const field of group) {
      const { name, kind, condition } = field;
      if (hidden === 'drop' && condition && !isMet(condition, values)) continue;
      const path = prefix + name;
      const value = Object.hasOwn(values, name) ? values[name] : undefined;
      if (kind === 'group') kept[name] = divide(field.fields, isGroup(value) ? value : {}, `${path}.`);
      else if (kind === 'secret') {
        secretPaths.push(path);
        if (typeof value === 'string') secrets[path] = value;
      } else if (isSettingValue(value) && !isEmpty(value)) kept[name] = value;
    }
    return kept;
  };
  return { settings: divide(fields, entered, ''), secrets, secretPaths };
}

/** Returns settings with their secrets in their places. Only for the validator, and never for an answer. */
export function withSecrets(settings: SettingValues, secrets: SecretSettings): SettingValues {
  const merged: Record<string, SettingValue | SettingValues> = { ...settings };
  for (const [path, secret] of Object.entries(secrets)) {
    const [first = '', second] = path.split('.');
    if (second === undefined) merged[first] = secret;
    else merged[first] = { ...(isGroup(merged[first]) ? merged[first] : {}), [second]: secret };
  }
  return merged;
}

/** Returns the secrets after a change: an absent one stays as it was, an empty text removes it. */
export function mergeSecrets(
  stored: SecretSettings,
  { secrets, secretPaths }: Pick<DividedSettings, 'secrets' | 'secretPaths'>,
): SecretSettings {
  const merged = secretPaths.flatMap((path) => {
    const secret = secrets[path] ?? stored[path] ?? '';
    return secret === '' ? [] : [[path, secret] as const];
  });
  return Object.fromEntries(merged);
}

/** Tells whether a condition holds among the values of its group. */
function isMet({ name, values, whenAbsent }: SettingCondition, group: SettingValues): boolean {
  const value = Object.hasOwn(group, name) ? group[name] : undefined;
  if (value === undefined || (isSettingValue(value) && isEmpty(value))) return whenAbsent;
  return values.some((candidate) => candidate === value);
}

function isGroup(value: SettingValue | SettingValues | undefined): value is SettingValues {
  return typeof value === 'object' && !Array.isArray(value);
}

function isSettingValue(value: SettingValue | SettingValues | undefined): value is SettingValue {
  return value !== undefined && !isGroup(value);
}

/** A cleared box sends an empty text, which counts as no value: otherwise it would be enough for `required`. */
function isEmpty(value: ChoiceValue | readonly ChoiceValue[]): boolean {
  return value === '' || (Array.isArray(value) && value.length === 0);
}
