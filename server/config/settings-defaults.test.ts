import assert from 'node:assert/strict';
import { test } from 'node:test';

import { settingsSchema } from './schema-settings.ts';
import { settingsDefaults } from './settings-defaults.ts';

const WITH_CONDITION = {
  properties: { mode: { enum: ['all', 'some'] }, batch: { type: 'integer', default: 10 } },
  if: { properties: { mode: { const: 'some' } }, required: ['mode'] },
  then: { properties: { limit: { type: 'integer', default: 100 } } },
};
const modeByDefault = (mode: string) => ({
  ...WITH_CONDITION,
  properties: { ...WITH_CONDITION.properties, mode: { enum: ['all', 'some'], default: mode } },
});

for (const [title, schema, defaults] of [
  ['no settings', {}, {}],
  ['a property without a default', { properties: { a: { type: 'string' } } }, {}],
  [
    'values of each type, false and empty ones among them',
    {
      properties: {
        text: { type: 'string', default: '' },
        number: { type: 'number', default: 0 },
        yes: { type: 'boolean', default: false },
        list: { type: 'array', items: { enum: ['a', 'b'] }, default: ['a'] },
      },
    },
    { text: '', number: 0, yes: false, list: ['a'] },
  ],
  [
    'a group',
    { properties: { group: { type: 'object', properties: { a: { type: 'string', default: 'x' } } } } },
    { group: { a: 'x' } },
  ],
  ['a condition that the defaults fulfil', modeByDefault('some'), { mode: 'some', batch: 10, limit: 100 }],
  ['a condition that they do not fulfil', modeByDefault('all'), { mode: 'all', batch: 10 }],
  ['a condition on a required property without a default', WITH_CONDITION, { batch: 10 }],
  [
    'a condition on an absent property that is not required',
    { ...WITH_CONDITION, if: { properties: { mode: { enum: ['some'] } } } },
    { batch: 10, limit: 100 },
  ],
] as const) {
  test(`the defaults of ${title}`, () => assert.deepEqual(settingsDefaults(settingsSchema.parse(schema)), defaults));
}
