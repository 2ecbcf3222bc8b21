import type { ErrorObject, ValidateFunction } from 'ajv/dist/2020.js';
import type { SettingValues } from '../../widget/protocol/installation.ts';
import { createSettingsValidator } from '../config/settings-values.ts';
import type { SettingsSchema } from '../config/schema-settings.ts';
import type { FieldIssue } from '../errors.ts';

/** Finds what is wrong in settings. Empty: they can be saved. Paths are those of a body: `settings.group.name`. */
export type ValidateSettings = (settings: SettingValues) => readonly FieldIssue[];

const validators = new WeakMap<SettingsSchema, Promise<ValidateSettings>>();

/** Returns the validator of a schema. The first call for a schema compiles it. */
export function settingsValidator(schema: SettingsSchema): Promise<ValidateSettings> {
  const jsonSchema: object = schema;
  let validator = validators.get(schema);
  if (!validator) {
    validator = createSettingsValidator({ allErrors: true }).then((ajv) => {
      const validate = ajv.compile(jsonSchema);
      return (settings) => issuesOf(validate, settings);
    });
    validators.set(schema, validator);
  }
  return validator;
}

function issuesOf(validate: ValidateFunction, settings: SettingValues): readonly FieldIssue[] {
  if (validate(settings)) return [];
  const issues = new Map<string, FieldIssue>();
  for (const error of validate.errors ?? []) {
    const message = messageOf(error);
    const path = pathOf(error);
    // One sentence for each setting is enough. Those of a choice come after those of its values.
    if (message !== undefined && !issues.has(path)) issues.set(path, { path, message });
  }
  return [...issues.values()];
}

/** The place of an error, without the number of an entry in a list. */
function pathOf({ instancePath, keyword, params }: ErrorObject): string {
  const names = instancePath.split('/').filter((name) => name !== '' && !/^\d+$/.test(name));
  if (keyword === 'required') names.push(String(params['missingProperty']));
  return ['settings', ...names].join('.');
}

/** Says what a setting must be, and never what it is. `undefined` for errors that another one explains. */
function messageOf({ keyword, params }: ErrorObject): string | undefined {
  switch (keyword) {
    case 'required':
      return 'is required';
    case 'type':
      return `must be ${TYPES[String(params['type'])] ?? 'another kind of value'}`;
    case 'minimum':
      return `must be at least ${String(params['limit'])}`;
    case 'maximum':
      return `must be at most ${String(params['limit'])}`;
    case 'enum':
    case 'oneOf':
      return 'must be one of the choices';
    case 'format':
      return `must be ${FORMATS[String(params['format'])] ?? 'in another format'}`;
    // Those of `if` and of the values of a choice.
    default:
      return undefined;
  }
}

const TYPES: Readonly<Record<string, string>> = {
  string: 'text',
  number: 'a number',
  integer: 'a whole number',
  boolean: 'yes or no',
  array: 'a list of choices',
  object: 'a group of settings',
};

const FORMATS: Readonly<Record<string, string>> = {
  email: 'an email address',
  uri: 'an address, such as https://example.com',
  date: 'a date, such as 2026-01-31',
};
