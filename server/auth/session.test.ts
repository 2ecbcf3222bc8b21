import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSessionContext, parseSignInContext, serializeSessionContext } from './session.ts';
import type { SessionContext } from './session.ts';

const context: SessionContext = {
  dialect: 'pandium',
  userKey: 'ada',
  actor: { id: 'ada' },
  subject: { kind: 'connector', connector: 'hubspot' },
  sharing: 'account',
  permissions: ['view', 'connect'],
  state: 'a1',
  installs: null,
  claims: {},
};

const { subject, ...withoutSubject } = context;
const versionTwo = { ...context, permissions: undefined, state: undefined };

const SUBJECTS: readonly SessionContext['subject'][] = [
  { kind: 'connection', connectionId: 7 },
  { kind: 'connector', connector: 'hubspot' },
  { kind: 'integration', integration: 'orders' },
  { kind: 'portal' },
];

describe('a stored context', () => {
  for (const each of SUBJECTS) {
    test(`of the subject ${each.kind} is read as it was written, and carries a version`, () => {
      const json = serializeSessionContext({ ...context, subject: each });
      assert.deepEqual(parseSessionContext(json), { ...context, subject: each });
      assert.deepEqual(parseSignInContext(json), { ...context, subject: each });
      assert.equal((JSON.parse(json) as { version: unknown }).version, 3);
    });
  }

  test('of version 2 is read for a sign-in, which then may do everything, and not for a session', () => {
    const json = JSON.stringify({ ...versionTwo, version: 2 });
    assert.deepEqual(parseSignInContext(json), {
      ...context,
      permissions: ['view', 'connect', 'manage'],
      state: null,
    });
    assert.equal(parseSessionContext(json), undefined);
  });

  for (const [title, stored] of [
    ['of a newer version', { ...context, version: 4 }],
    ['of version 1', { ...versionTwo, version: 1 }],
    ['without a version', context],
    ['whose version is a string', { ...context, version: '3' }],
    ['with a key that this build does not know', { ...context, version: 3, scopes: [] }],
    ['without a subject', { ...withoutSubject, version: 3 }],
    ['of an unknown subject', { ...context, version: 3, subject: { kind: 'history' } }],
    ['whose subject has an unknown key', { ...context, version: 3, subject: { ...subject, connectionId: 7 } }],
    ['of an unknown permission', { ...context, version: 3, permissions: ['admin'] }],
    ['of version 2 with permissions', { ...versionTwo, version: 2, permissions: ['view'] }],
    ['of version 3 in the form of version 2', { ...versionTwo, version: 3 }],
    ['that is not an object', []],
  ] as const) {
    test(`${title} is not understood`, () => {
      assert.equal(parseSessionContext(JSON.stringify(stored)), undefined);
      assert.equal(parseSignInContext(JSON.stringify(stored)), undefined);
    });
  }

  test('that is not JSON is not understood', () => {
    assert.equal(parseSessionContext('{'), undefined);
    assert.equal(parseSignInContext('{'), undefined);
  });
});
