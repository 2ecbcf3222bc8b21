import type { SettingField, SettingValue, SettingValues } from '../../widget/protocol/installation.ts';
import { groupValues, isGroupValue, shownFields } from '../../widget/protocol/setting-validation.ts';

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
 * values and empty ones. Each group is present, so that what it requires is checked. A toggle that is required and was not
 * touched is off.
 */
export function divideSettings(
  fields: readonly SettingField[],
  entered: SettingValues,
  { hidden }: DivideOptions,
): DividedSettings {
  const secrets: Record<string, string> = {};
  const secretPaths: string[] = [];
  const divide = (group: readonly SettingField[], all: SettingValues, prefix: string): SettingValues => {
    const values = withoutEmpty(all);
    const kept: Record<string, SettingValue | SettingValues> = {};
    for (const field of hidden === 'drop' ? shownFields(group, values) : group) {
      const { name, kind, required } = field;
      const path = prefix + name;
      if (kind === 'group') {
        kept[name] = divide(field.fields, groupValues(values, name), `${path}.`);
        continue;
      }
      const value = ownValue(kind === 'secret' ? all : values, name);
      if (kind === 'secret') {
        secretPaths.push(path);
        if (typeof value === 'string') secrets[path] = value;
      } else if (value !== undefined && !isGroupValue(value)) kept[name] = value;
      else if (kind === 'toggle' && required && hidden === 'drop') kept[name] = false;
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
    else merged[first] = { ...(isGroupValue(merged[first]) ? merged[first] : {}), [second]: secret };
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

function ownValue(values: SettingValues, name: string): SettingValue | SettingValues | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}

/** A cleared box sends an empty text, which counts as no value: otherwise it would be enough for `required`. */
function withoutEmpty(values: SettingValues): SettingValues {
  const isEmpty = (value: SettingValue | SettingValues) =>
    (typeof value === 'string' && value.trim() === '') || (Array.isArray(value) && value.length === 0);
  return Object.fromEntries(Object.entries(values).filter(([, value]) => !isEmpty(value)));
}
