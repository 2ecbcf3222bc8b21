import { isId } from '../../protocol/connection.ts';
import { type Guard, isBoolean, isRecord, isString, listOf, oneOf, optional, record } from '../../protocol/guards.ts';
import {
  type ChoiceValue,
  type HistoryResponse,
  INSTALL_STEPS,
  type InstallationResponse,
  type InstallationView,
  type NextRunsResponse,
  type Schedule,
  type SettingField,
  type SettingOptionsResponse,
  type SettingValues,
} from '../../protocol/installation.ts';
import type { LocalizedText } from '../../protocol/localized-text.ts';

const isNumber: Guard<number> = (value): value is number => Number.isFinite(value);

const isChoiceValue: Guard<ChoiceValue> = (value): value is ChoiceValue =>
  isString(value) || isNumber(value) || isBoolean(value);

/** Values can be nested, so one guard calls the other. */
const isSettingValues: Guard<SettingValues> = (value): value is SettingValues =>
  isRecord(value) && Object.values(value).every(isValueOrGroup);

function isValueOrGroup(value: unknown): boolean {
  return isChoiceValue(value) || (Array.isArray(value) ? value.every(isChoiceValue) : isSettingValues(value));
}

const isText: Guard<LocalizedText> = (value): value is LocalizedText =>
  isString(value) || (isRecord(value) && Object.keys(value).length > 0 && Object.values(value).every(isString));

const BASE = {
  name: isString,
  label: isText,
  help: optional(isText),
  required: isBoolean,
  condition: optional(record({ name: isString, values: listOf(isChoiceValue), whenAbsent: isBoolean })),
};

const isOptions = listOf(record({ value: isChoiceValue, label: isText }));

const KIND_GUARDS: Readonly<Record<SettingField['kind'], Guard<object>>> = {
  text: record({
    format: optional(oneOf(['email', 'uri', 'date'])),
    multiline: optional(isBoolean),
    placeholder: optional(isString),
  }),
  number: record({
    integer: isBoolean,
    minimum: optional(isNumber),
    maximum: optional(isNumber),
    placeholder: optional(isString),
  }),
  toggle: record({}),
  secret: record({}),
  choice: record({ options: isOptions }),
  choices: record({ options: isOptions }),
  'remote-choice': record({ connector: isString }),
  'remote-choices': record({ connector: isString }),
  group: (value): value is object => isRecord(value) && listOf(isSettingField)(value['fields']),
};

const isBase = record(BASE);
const isKind = oneOf(Object.keys(KIND_GUARDS) as SettingField['kind'][]);

/** Whether an unchecked value is a {@link SettingField}. */
function isSettingField(value: unknown): value is SettingField {
  return isBase(value) && 'kind' in value && isKind(value.kind) && KIND_GUARDS[value.kind](value);
}

const isSchedule: Guard<Schedule> = record({ expression: isString, timeZone: isString });

/** Whether an unchecked value is an {@link InstallationView}. */
export const isInstallationView: Guard<InstallationView> = record({
  version: isString,
  integration: record({
    id: isId,
    slug: isString,
    name: isString,
    description: isString,
    connectors: listOf(record({ name: isString, title: isString })),
  }),
  fields: listOf(isSettingField),
  defaults: optional(isSettingValues),
  schedule: record({ default: isString, editable: isBoolean, minimumMinutes: isNumber }),
  consent: optional(
    record({
      required: isBoolean,
      text: isText,
      links: listOf(record({ label: isString, url: isString })),
      textId: optional(isString),
      givenAt: optional(isString),
    }),
  ),
  installation: optional(
    record({
      id: isId,
      paused: isBoolean,
      settings: isSettingValues,
      schedule: isSchedule,
      nextRuns: listOf(isString),
      updatedAt: isString,
      lastRunFailed: optional(isBoolean),
    }),
  ),
  draft: optional(record({ step: oneOf(INSTALL_STEPS), settings: isSettingValues, schedule: isSchedule })),
  storedSecrets: listOf(isString),
  sharing: oneOf(['account', 'user']),
});

/** Whether an unchecked value is an {@link InstallationResponse}. */
export const isInstallationResponse: Guard<InstallationResponse> = record({
  view: isInstallationView,
  messageDetails: optional(isRecord),
});

/** Whether an unchecked value is a {@link NextRunsResponse}. */
export const isNextRunsResponse: Guard<NextRunsResponse> = record({ nextRuns: listOf(isString) });

/** Whether an unchecked value is a {@link SettingOptionsResponse}. */
export const isSettingOptionsResponse: Guard<SettingOptionsResponse> = record({
  options: listOf(record({ value: isChoiceValue, label: isString })),
  nextCursor: optional(isString),
});

const isTexts = listOf(isString);

/** Whether an unchecked value is a {@link HistoryResponse}. */
export const isHistoryResponse: Guard<HistoryResponse> = record({
  runs: listOf(
    record({
      id: isId,
      status: oneOf(['running', 'success', 'error']),
      message: optional(isString),
      startedAt: isString,
      finishedAt: optional(isString),
      overview: isTexts,
      details: isTexts,
      errors: isTexts,
    }),
  ),
  activity: listOf(
    record({
      id: isId,
      type: isString,
      at: isString,
      actor: optional(isString),
      connector: optional(isString),
      change: optional(oneOf(['paused', 'resumed'])),
    }),
  ),
  nextCursor: optional(isString),
});
