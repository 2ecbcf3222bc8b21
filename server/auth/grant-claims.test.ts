import assert from 'node:assert/strict';
import { test } from 'node:test';

import { TokenInvalidError } from '../errors.ts';
import { FULL_GRANT, readGrantClaims } from './grant-claims.ts';

test('a token without permissions and state allows everything and has no state', () => {
  assert.deepEqual(readGrantClaims({}), FULL_GRANT);
  assert.deepEqual(readGrantClaims({ permissions: null, state: ' ' }), FULL_GRANT);
});

const permissions: [listed: string[], read: string[]][] = [
  [['view'], ['view']],
  [['connect'], ['view', 'connect']],
  [['manage'], ['view', 'manage']],
  [
    ['manage', 'connect', 'view', 'view'],
    ['view', 'connect', 'manage'],
  ],
];
for (const [listed, read] of permissions) {
  test(`the permissions ${listed.join(', ')} allow ${read.join(', ')}`, () => {
    assert.deepEqual(readGrantClaims({ permissions: listed }).permissions, read);
  });
}

test('a state of 1 kB is kept byte for byte', () => {
  const state = `e\u0301\n${'😀'.repeat(255)}`;
  assert.equal(Buffer.byteLength(state), 1024);
  assert.equal(readGrantClaims({ state }).state, state);
});

const refused: [title: string, claims: object, reason: string][] = [
  ['permissions as text', { permissions: 'view' }, 'permissions is not a list'],
  [
    'permissions that are an empty text, such as a joined list of none',
    { permissions: '' },
    'permissions is not a list',
  ],
  ['no permission at all', { permissions: [] }, 'permissions is empty'],
  ['an unknown permission', { permissions: ['view', 'admin'] }, 'permissions lists more than view, connect, manage'],
  ['a permission that is not text', { permissions: [['view']] }, 'permissions lists more than view, connect, manage'],
  ['a state that is not text', { state: { a: 1 } }, 'state is not text'],
  ['a state of more than 1 kB', { state: `${'😀'.repeat(256)}a` }, 'state is longer than 1024 bytes'],
];
for (const [title, claims, reason] of refused) {
  test(`a token with ${title} is refused`, () => {
    assert.throws(
      () => readGrantClaims(claims),
      (error) => error instanceof TokenInvalidError && error.refusal.verified && error.refusal.reason === reason,
    );
  });
}
