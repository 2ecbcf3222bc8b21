import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OpenStreams } from './open-streams.ts';
import type { OpenStream } from './open-streams.ts';

/** A session of a tenant, with an id that no other one has. */
let sessions = 0;
const session = ({ organization = 'acme', tenantId = 1 } = {}) => {
  sessions += 1;
  return { id: `session-${sessions}`, scope: { organization, tenantId } };
};

const evictedStates = (streams: readonly OpenStream[]) => streams.map((stream) => stream.evicted.aborted);

/** What {@link evictedStates} returns when only the oldest streams gave way. */
const oldest = (count: number, of: number) => Array.from({ length: of }, (_, index) => index < count);

describe('the open event streams', () => {
  test('of one session are five: the oldest gives way', () => {
    const open = new OpenStreams();
    const one = session();
    const streams = Array.from({ length: 7 }, () => open.open(one));
    assert.deepEqual(evictedStates(streams), oldest(2, 7));
  });

  test('of one tenant are a hundred, however many sessions open them: the oldest gives way', () => {
    const open = new OpenStreams();
    const streams = Array.from({ length: 102 }, () => open.open(session()));
    assert.deepEqual(evictedStates(streams), oldest(2, 102));
  });

  test('of other tenants do not count', () => {
    const open = new OpenStreams();
    const first = [
      open.open(session()),
      open.open(session({ tenantId: 2 })),
      open.open(session({ organization: 'globex' })),
    ];
    const streams = Array.from({ length: 100 }, () => open.open(session()));
    assert.deepEqual(evictedStates(first), [true, false, false]);
    assert.deepEqual(evictedStates(streams), oldest(0, 100));
  });

  test('that closed or gave way do not count for the tenant', () => {
    const open = new OpenStreams();
    const one = session();
    const ofOne = Array.from({ length: 6 }, () => open.open(one));
    ofOne.at(-1)?.close();
    // Closed twice, as by a stream that ends because it gave way.
    ofOne[0]?.close();
    const others = Array.from({ length: 96 }, () => open.open(session()));
    assert.deepEqual(evictedStates([...ofOne, ...others]), oldest(1, 102));
    open.open(session());
    assert.deepEqual(evictedStates([...ofOne, ...others]), oldest(2, 102));
  });
});
