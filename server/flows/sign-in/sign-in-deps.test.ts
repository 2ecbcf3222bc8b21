import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { FlowExpiredError } from '../../errors.ts';
import { startHarness } from '../../testing/harness.ts';
import type { Harness } from '../../testing/harness.ts';
import type { StoredFlow } from '../../store/flow-store.ts';
import { subjectOf } from './sign-in-deps.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

describe('a sign-in', () => {
  test('whose stored context this build does not understand is over', () => {
    const { organizations } = harness.config;
    const flow = { organization: 'acme', connector: 'sandbox', context: '{"version":2}' } as StoredFlow;
    assert.throws(() => subjectOf({ organizations }, flow), FlowExpiredError);
  });
});
