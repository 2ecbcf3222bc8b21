import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseSessionContext, serializeSessionContext } from './session.ts';
import type { SessionContext } from './session.ts';

const context: SessionContext = {
  dialect: 'pandium',
  userKey: 'ada',
  actor: { id: 'ada' },
  connector: 'hubspot',
  connectionId: null,
  sharing: 'account',
  installs: null,
  claims: {},
};

describe('a stored session context', () => {
  test('is read as it was written, and carries a version', () => {
    const json = serializeSessionContext(context);
    assert.deepEqual(parseSessionContext(json), context);
    assert.equal((JSON.parse(json) as { version: unknown }).version, 1);
  });

  test('that was stored before there was a version is read', () => {
    assert.deepEqual(parseSessionContext(JSON.stringify(context)), context);
  });

  for (const [title, json] of [
    ['of a newer version', JSON.stringify({ ...context, version: 2 })],
    ['with a key that this build does not know', JSON.stringify({ ...context, scopes: [] })],
    ['without a connector', JSON.stringify({ ...context, connector: undefined })],
    ['that is not an object', '[]'],
    ['that is not JSON', '{'],
  ] as const) {
    test(`${title} is not understood`, () => {
      assert.equal(parseSessionContext(json), undefined);
    });
  }
});
