import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { SettingField, SettingValues } from '../../protocol/installation.ts';
import { shownFields, shownValues, validateSettings, withToggles } from '../../protocol/setting-validation.ts';

const base = { label: 'Label', required: false } as const;
const text = (name: string, more: object = {}): SettingField => ({ ...base, name, kind: 'text', ...more });
const options = [
  { value: 'a', label: 'A' },
  { value: 2, label: 'B' },
];

const codes = (field: SettingField, value: unknown, storedSecrets: readonly string[] = []) =>
  validateSettings([field], (value === undefined ? {} : { [field.name]: value }) as SettingValues, storedSecrets).map(
    ({ code }) => code,
  );

describe('the validation of settings', () => {
  for (const [title, field, good, bad] of [
    ['a required text', text('x', { required: true }), ['a'], { missing: [undefined, '', ' \n'] }],
    ['an optional text', text('x'), [undefined, '', 'a'], { refused: [1, true, {}] }],
    ['an e-mail address', text('x', { format: 'email' }), ['', 'a@b'], { not_email: ['a', 'a@', 'a b@c', '@'] }],
    ['an address', text('x', { format: 'uri' }), ['https://a.example/b'], { not_url: ['a.example', '//a'] }],
    ['a date', text('x', { format: 'date' }), ['2028-02-29'], { not_date: ['2026-02-29', '1.2.2026', '2026-13-01'] }],
    [
      'a number',
      { ...base, name: 'x', kind: 'number', integer: false, minimum: 1, maximum: 2.5 },
      [undefined, 1, 2.5],
      { not_number: ['1', 'abc', Number.NaN, true], too_small: [0.9], too_large: [2.6] },
    ],
    ['an integer', { ...base, name: 'x', kind: 'number', integer: true }, [-3, 0], { not_integer: [1.5] }],
    [
      'a required toggle',
      { ...base, name: 'x', kind: 'toggle', required: true },
      [undefined, false],
      { refused: ['a'] },
    ],
    [
      'a choice',
      { ...base, name: 'x', kind: 'choice', options },
      [undefined, 'a', 2],
      { not_offered: ['2', 'b', ['a']] },
    ],
    [
      'several choices',
      { ...base, name: 'x', kind: 'choices', required: true, options },
      [['a'], ['a', 2]],
      { missing: [undefined, []], not_offered: [['a', 'b'], 'a'] },
    ],
    [
      'a choice of a provider',
      { ...base, name: 'x', kind: 'remote-choice', connector: 'c' },
      ['z', 7],
      { refused: [['z']] },
    ],
    [
      'several choices of a provider',
      { ...base, name: 'x', kind: 'remote-choices', connector: 'c', required: true },
      [['z']],
      { missing: [[]], refused: ['z'] },
    ],
  ] as const satisfies readonly (readonly [string, SettingField, readonly unknown[], object])[]) {
    test(`accepts and refuses values of ${title}`, () => {
      for (const value of good) assert.deepEqual(codes(field, value), [], JSON.stringify(value));
      for (const [code, values] of Object.entries(bad)) {
        for (const value of values) assert.deepEqual(codes(field, value), [code], JSON.stringify(value));
      }
    });
  }

  test('accepts a required secret that is stored, unless the person removes it', () => {
    const secret: SettingField = { ...base, name: 'x', kind: 'secret', required: true };
    assert.deepEqual(codes(secret, undefined), ['missing']);
    assert.deepEqual(codes(secret, undefined, ['x']), []);
    assert.deepEqual(codes(secret, '', ['x']), ['missing']);
    assert.deepEqual(codes(secret, 'typed'), []);
  });

  test('gives the path of a setting in a group', () => {
    const group: SettingField = {
      ...base,
      name: 'a',
      kind: 'group',
      fields: [text('b', { required: true }), { ...base, name: 's', kind: 'secret', required: true }],
    };
    assert.deepEqual(validateSettings([group], {}, ['a.s']), [{ path: 'a.b', code: 'missing' }]);
    assert.deepEqual(validateSettings([group], { a: 'no group' }, ['a.s']), [{ path: 'a.b', code: 'missing' }]);
  });

  test('does not take a value from the prototype of an object', () => {
    assert.deepEqual(codes(text('constructor', { required: true }), undefined), ['missing']);
  });
});

describe('a setting with a condition', () => {
  const when = (name: string, values: readonly (string | boolean)[], whenAbsent = false) => ({
    condition: { name, values, whenAbsent },
  });
  const fields = [
    text('mode'),
    text('path', { required: true, ...when('mode', ['file']) }),
    text('host', { required: true, ...when('mode', ['server'], true) }),
    text('port', when('host', ['h'])),
  ];
  const names = (values: SettingValues) => shownFields(fields, values).map(({ name }) => name);

  test('is shown for its values, and without one only if the condition says so', () => {
    assert.deepEqual(names({ mode: 'file' }), ['mode', 'path']);
    assert.deepEqual(names({ mode: 'server' }), ['mode', 'host']);
    assert.deepEqual(names({}), ['mode', 'host']);
    assert.deepEqual(names({ mode: 'other' }), ['mode']);
  });

  test('counts the value of a hidden setting as absent', () => {
    assert.deepEqual(names({ mode: 'server', host: 'h' }), ['mode', 'host', 'port']);
    assert.deepEqual(names({ mode: 'file', host: 'h' }), ['mode', 'path']);
  });

  test('is neither checked nor saved while it is hidden', () => {
    const values = { mode: 'file', path: 'p', host: 'h', unknown: 1 };
    assert.deepEqual(validateSettings(fields, { mode: 'file', path: 'p' }), []);
    assert.deepEqual(shownValues(fields, values), { mode: 'file', path: 'p' });
  });

  test('is not shown if conditions refer to each other in a circle', () => {
    const circle = [text('a', when('b', ['x'])), text('b', when('a', ['x']))];
    assert.deepEqual(shownFields(circle, { a: 'x', b: 'x' }), []);
  });
});

describe('the values to save', () => {
  test('leave out blank ones, but keep an empty secret and `false`', () => {
    const fields: SettingField[] = [
      text('blank'),
      { ...base, name: 'secret', kind: 'secret' },
      { ...base, name: 'toggle', kind: 'toggle' },
      { ...base, name: 'list', kind: 'choices', options },
      { ...base, name: 'group', kind: 'group', fields: [text('blank')] },
    ];
    const values = { blank: ' ', secret: '', toggle: false, list: [], group: { blank: '' } };
    assert.deepEqual(shownValues(fields, values), { secret: '', toggle: false });
  });

  test('have `false` for each toggle that the person has not touched', () => {
    const toggle: SettingField = { ...base, name: 't', kind: 'toggle' };
    const fields: SettingField[] = [toggle, { ...base, name: 'g', kind: 'group', fields: [toggle] }];
    assert.deepEqual(withToggles(fields, { x: 1 }), { x: 1, t: false, g: { t: false } });
    assert.deepEqual(withToggles(fields, { t: true, g: { t: true } }), { t: true, g: { t: true } });
  });
});
