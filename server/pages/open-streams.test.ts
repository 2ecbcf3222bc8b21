import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { OpenStreams } from './open-streams.ts';
import type { OpenStream } from './open-streams.ts';

/** A session of a tenant, with a unique id. */
let sessions = 0;
const session = ({ organization = 'acme', tenantId = 1 } = {}) => {
  sessions += 1;
  return { id: `session-${sessions}`, scope: { organization, tenantId } };
};

const evictedStates = (streams: readonly OpenStream[]) => streams.map((stream) => stream.evicted.aborted);

/** What {@link evictedStates} returns when only the oldest streams were evicted. */
const oldest = (count: number, total: number) => Array.from({ length: total }, (_, index) => index < count);

describe('the open event streams', () => {
  test('of one session are five: the oldest is evicted', () => {
    const open = new OpenStreams();
    const one = session();
    const streams = Array.from({ length: 7 }, () => open.open(one));
    assert.deepEqual(evictedStates(streams), oldest(2, 7));
  });

  test('of one tenant are a hundred, in any number of sessions: the oldest is evicted', () => {
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

  test('that closed or were evicted do not count for the tenant', () => {
    const open = new OpenStreams();
    const one = session();
    const ofOne = Array.from({ length: 6 }, () => open.open(one));
    ofOne.at(-1)?.close();
    // Closed a second time, like a stream that ends because it was evicted.
    ofOne[0]?.close();
    const others = Array.from({ length: 96 }, () => open.open(session()));
    assert.deepEqual(evictedStates([...ofOne, ...others]), oldest(1, 102));
    open.open(session());
    assert.deepEqual(evictedStates([...ofOne, ...others]), oldest(2, 102));
  });
});
