import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { SettingField } from '../../widget/protocol/installation.ts';
import { settingsSchema } from '../config/schema-settings.ts';
import { settingFields } from './setting-fields.ts';

const REMOTE = {
  connector: 'hubspot',
  url: 'https://api.example.com/lists',
  items: 'lists',
  value: 'id',
  label: 'name',
};

/** Each kind of property, and its field without name, label and whether it is required. */
const KINDS: readonly (readonly [title: string, property: object, field: object])[] = [
  ['text', { type: 'string' }, { kind: 'text' }],
  ['text with a format', { type: 'string', format: 'email' }, { kind: 'text', format: 'email' }],
  ['text with lines', { type: 'string', 'x-multiline': true }, { kind: 'text', multiline: true }],
  ['an example', { type: 'string', examples: ['inbox', 'x'] }, { kind: 'text', placeholder: 'inbox' }],
  ['a password', { type: 'string', format: 'password' }, { kind: 'secret' }],
  ['a number', { type: 'number', minimum: 0.5 }, { kind: 'number', integer: false, minimum: 0.5 }],
  [
    'a whole number',
    { type: 'integer', maximum: 9, examples: [3] },
    { kind: 'number', integer: true, maximum: 9, placeholder: '3' },
  ],
  ['yes or no', { type: 'boolean' }, { kind: 'toggle' }],
  [
    'a choice of values',
    { enum: ['in', 2] },
    {
      kind: 'choice',
      options: [
        { value: 'in', label: 'in' },
        { value: 2, label: '2' },
      ],
    },
  ],
  [
    'a choice with titles',
    { type: 'string', oneOf: [{ const: 'in', title: 'Into', 'x-i18n': { de: { title: 'Hinein' } } }] },
    { kind: 'choice', options: [{ value: 'in', label: { und: 'Into', de: 'Hinein' } }] },
  ],
  [
    'several choices',
    { type: 'array', items: { type: 'string', enum: ['a'] } },
    { kind: 'choices', options: [{ value: 'a', label: 'a' }] },
  ],
  ['a choice at a provider', { type: 'string', 'x-options': REMOTE }, { kind: 'remote-choice', connector: 'hubspot' }],
  [
    'several choices at a provider',
    { type: 'array', items: { type: 'string', 'x-options': REMOTE } },
    { kind: 'remote-choices', connector: 'hubspot' },
  ],
  [
    'a group',
    { type: 'object', properties: { b: { type: 'string' } }, required: ['b'] },
    { kind: 'group', fields: [{ kind: 'text', name: 'b', label: 'b', required: true }] },
  ],
];

for (const [title, property, field] of KINDS) {
  test(`a field for ${title}`, () => {
    assert.deepEqual(settingFields(settingsSchema.parse({ properties: { a: property } })), [
      { name: 'a', label: 'a', required: false, ...field },
    ]);
  });
}

test('a field has its texts in all languages, in the standard form of their tags', () => {
  const property = {
    ...{ type: 'string', title: 'Folder', description: 'Where it goes.' },
    'x-i18n': { 'DE-at': { title: 'Ordner' }, fr: { title: 'Dossier', description: 'Où.' } },
  };
  const [field] = settingFields(settingsSchema.parse({ properties: { folder: property }, required: ['folder'] }));
  assert.deepEqual(field, {
    ...{ kind: 'text', name: 'folder', required: true },
    label: { und: 'Folder', 'de-AT': 'Ordner', fr: 'Dossier' },
    help: { und: 'Where it goes.', fr: 'Où.' },
  } satisfies SettingField);
});

for (const [title, condition, expected] of [
  ['one value', { properties: { mode: { const: 'x' } } }, { name: 'mode', values: ['x'], whenAbsent: true }],
  [
    'several values',
    { properties: { mode: { enum: ['x', 'y'] } }, required: ['mode'] },
    { name: 'mode', values: ['x', 'y'], whenAbsent: false },
  ],
] as const) {
  test(`a field of \`then\` depends on ${title}, and comes after the others`, () => {
    const fields = settingFields(
      settingsSchema.parse({
        properties: { mode: { enum: ['x', 'y', 'z'] }, always: { type: 'string' } },
        if: condition,
        then: { properties: { detail: { type: 'string' } }, required: ['detail', 'always'] },
      }),
    );
    assert.deepEqual(
      fields.map(({ name, required, condition: shown }) => [name, required, shown]),
      [
        ['mode', false, undefined],
        ['always', false, undefined],
        ['detail', true, expected],
      ],
    );
  });
}
