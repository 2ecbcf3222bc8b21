import assert from 'node:assert/strict';
import { test } from 'node:test';

import { closestName } from './closest-name.ts';

const KNOWN = ['allowedOrigins', 'locale', 'mode', 'name', 'keys', 'connectors', 'topLevel'];

for (const [name, meant] of [
  ['allowedOrigin', 'allowedOrigins'],
  ['allowed_origins', 'allowedOrigins'],
  ['AllowedOrigins', 'allowedOrigins'],
  ['alowedOrigns', 'allowedOrigins'],
  ['conectors', 'connectors'],
  ['connector', 'connectors'],
  ['nmae', 'name'],
  ['key', 'keys'],
  ['toplevel', 'topLevel'],
  ['local', 'locale'],
  ['colour', undefined],
  ['x', undefined],
  ['', undefined],
  ['x'.repeat(100_000), undefined],
] as const) {
  test(`${name.slice(0, 20)} means ${meant ?? 'nothing that is known'}`, () => {
    assert.equal(closestName(name, KNOWN), meant);
  });
}

test('nothing is close where nothing is known', () => assert.equal(closestName('name', []), undefined));
