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
  installs: null,
  claims: {},
};

const { subject, ...rest } = context;
const versionOne = { ...rest, connector: 'hubspot', connectionId: null };

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
      assert.equal((JSON.parse(json) as { version: unknown }).version, 2);
    });
  }

  for (const [title, version] of [
    ['of version 1', { version: 1 }],
    ['from before there was a version', {}],
  ] as const) {
    test(`${title} that sees a connector's connections gets that connector as its subject`, () => {
      assert.deepEqual(parseSignInContext(JSON.stringify({ ...versionOne, ...version })), context);
    });

    test(`${title} that sees one connection gets that connection as its subject`, () => {
      const stored = JSON.stringify({ ...versionOne, ...version, connectionId: 7 });
      assert.deepEqual(parseSignInContext(stored), { ...context, subject: { kind: 'connection', connectionId: 7 } });
    });

    test(`${title} is read for a sign-in and not for a session`, () => {
      assert.equal(parseSessionContext(JSON.stringify({ ...versionOne, ...version })), undefined);
    });
  }

  for (const [title, stored] of [
    ['of a newer version', { ...context, version: 3 }],
    ['whose version is a string', { ...context, version: '2' }],
    ['with a key that this build does not know', { ...context, version: 2, scopes: [] }],
    ['without a subject', { ...rest, version: 2 }],
    ['of an unknown subject', { ...context, version: 2, subject: { kind: 'history' } }],
    ['whose subject has an unknown key', { ...context, version: 2, subject: { ...subject, connectionId: 7 } }],
    ['of version 1 without a connector', { ...versionOne, version: 1, connector: undefined }],
    ['of version 1 without a connection or null', { ...versionOne, version: 1, connectionId: undefined }],
    ['of version 1 with a subject', { ...versionOne, version: 1, subject }],
    ['of version 2 in the form of version 1', { ...versionOne, version: 2 }],
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
