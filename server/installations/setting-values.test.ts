import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import type { SettingValues } from '../../widget/protocol/installation.ts';
import { settingsSchema } from '../config/schema-settings.ts';
import { settingFields } from './setting-fields.ts';
import { divideSettings, mergeSecrets, withSecrets } from './setting-values.ts';
import { settingsValidator } from './validate-settings.ts';

const schema = settingsSchema.parse({
  properties: {
    mode: { enum: ['in', 'out'] },
    name: { type: 'string' },
    key: { type: 'string', format: 'password' },
    days: { type: 'integer', minimum: 1, maximum: 30 },
    mail: { type: 'string', format: 'email' },
    when: { type: 'string', format: 'date' },
    at: { type: 'string', format: 'uri' },
    on: { type: 'boolean' },
    folders: { type: 'array', items: { type: 'string', enum: ['a', 'b'] } },
    size: { type: 'string', oneOf: [{ const: 's', title: 'Small' }] },
    server: {
      type: 'object',
      properties: { host: { type: 'string' }, token: { type: 'string', format: 'password' } },
      required: ['host'],
    },
  },
  required: ['name'],
  if: { properties: { mode: { const: 'out' } }, required: ['mode'] },
  then: {
    properties: { target: { type: 'string' }, pin: { type: 'string', format: 'password' } },
    required: ['target'],
  },
});
const fields = settingFields(schema);

for (const [title, entered, settings] of [
  ['unknown values', { name: 'x', other: 1, server: { host: 'h', more: 2 } }, { name: 'x', server: { host: 'h' } }],
  ['empty texts and lists', { name: '', at: ' ', folders: [] }, { server: {} }],
  ['values whose condition does not hold', { mode: 'in', target: 't' }, { mode: 'in', server: {} }],
  ['values whose condition has no value', { target: 't' }, { server: {} }],
  ['a group that is no group', { server: 'x' }, { server: {} }],
  ['a group in the place of a value', { name: { host: 'h' } }, { server: {} }],
  ['inherited names', { toString: 'x' }, { server: {} }],
] as const satisfies readonly (readonly [string, SettingValues, SettingValues])[]) {
  test(`drops ${title}`, () => {
    assert.deepEqual(divideSettings(fields, entered, { hidden: 'drop' }).settings, settings);
  });
}

test('keeps values whose condition holds, and in a draft those whose condition does not', () => {
  const shown = { mode: 'out', target: 't', server: {} };
  assert.deepEqual(divideSettings(fields, shown, { hidden: 'drop' }).settings, shown);
  const hidden = { mode: 'in', target: 't', server: {} };
  assert.deepEqual(divideSettings(fields, hidden, { hidden: 'keep' }).settings, hidden);
});

test('a toggle that is required and was not touched is off', () => {
  const toggles = settingFields(
    settingsSchema.parse({ properties: { on: { type: 'boolean' }, more: { type: 'boolean' } }, required: ['on'] }),
  );
  assert.deepEqual(divideSettings(toggles, {}, { hidden: 'drop' }).settings, { on: false });
  assert.deepEqual(divideSettings(toggles, { on: true }, { hidden: 'drop' }).settings, { on: true });
  assert.deepEqual(divideSettings(toggles, {}, { hidden: 'keep' }).settings, {});
});

test('divides secrets from other settings, and names only those that are shown', () => {
  const divided = divideSettings(
    fields,
    { name: 'x', key: 'k', pin: '1234', server: { host: 'h', token: '' } },
    { hidden: 'drop' },
  );
  assert.deepEqual(divided, {
    settings: { name: 'x', server: { host: 'h' } },
    secrets: { key: 'k', 'server.token': '' },
    secretPaths: ['key', 'server.token'],
  });
  assert.deepEqual(withSecrets(divided.settings, { key: 'k', 'server.token': 't' }), {
    ...{ name: 'x', key: 'k', server: { host: 'h', token: 't' } },
  });
});

test('a secret stays without a new value, is removed by an empty one, and is dropped when it is not shown', () => {
  const merged = mergeSecrets(
    { key: 'old', 'server.token': 'old', pin: 'old' },
    { secrets: { 'server.token': '' }, secretPaths: ['key', 'server.token', 'more'] },
  );
  assert.deepEqual(merged, { key: 'old' });
});

const VALID = { name: 'x', server: { host: 'h' } };

/** Wrong settings, the path of each issue, and what it says. */
const REFUSED: readonly (readonly [settings: SettingValues, issues: Readonly<Record<string, RegExp>>])[] = [
  [{ server: {} }, { 'settings.name': /required/, 'settings.server.host': /required/ }],
  [{ ...VALID, name: 5 }, { 'settings.name': /must be text/ }],
  [{ ...VALID, mode: 'both' }, { 'settings.mode': /one of the choices/ }],
  [{ ...VALID, size: 'xl' }, { 'settings.size': /one of the choices/ }],
  [{ ...VALID, folders: ['a', 'c', 'd'] }, { 'settings.folders': /one of the choices/ }],
  [{ ...VALID, folders: 'a' }, { 'settings.folders': /a list/ }],
  [{ ...VALID, days: 1.5 }, { 'settings.days': /a whole number/ }],
  [{ ...VALID, days: 0 }, { 'settings.days': /at least 1/ }],
  [{ ...VALID, days: 31 }, { 'settings.days': /at most 30/ }],
  [{ ...VALID, on: 'yes' }, { 'settings.on': /yes or no/ }],
  [{ ...VALID, mail: 'ann' }, { 'settings.mail': /email/ }],
  [{ ...VALID, when: '2026-02-30' }, { 'settings.when': /date/ }],
  [{ ...VALID, at: 'nowhere' }, { 'settings.at': /address/ }],
  [{ ...VALID, mode: 'out' }, { 'settings.target': /required/ }],
];

for (const [settings, issues] of REFUSED) {
  test(`refuses ${JSON.stringify(settings)}`, async () => {
    const found = (await settingsValidator(schema))(settings);
    assert.deepEqual(found.map(({ path }) => path).toSorted(), Object.keys(issues).toSorted());
    for (const { path, message } of found) assert.match(message, issues[path] ?? /never/);
  });
}

test('accepts settings that fit the schema, with secrets in their places', async () => {
  const validate = await settingsValidator(schema);
  assert.deepEqual(validate(withSecrets({ ...VALID, mode: 'out', target: 't', days: 7 }, { pin: '1' })), []);
});

test('the example in the documentation loads, and requires what its `then` requires', async () => {
  const page = readFileSync(new URL('../../docs/configuration.md', import.meta.url), 'utf8');
  const [, example = ''] = /```yaml\n(settings:\n.*?)```/s.exec(page) ?? [];
  const documented = settingsSchema.parse((parse(example) as { settings: unknown }).settings);
  const validate = await settingsValidator(documented);
  assert.deepEqual(validate({ direction: 'in' }), []);
  assert.deepEqual(validate({ direction: 'out', days: 7 }), []);
  assert.deepEqual(
    validate({ direction: 'out' }).map(({ path }) => path),
    ['settings.days'],
  );
});
