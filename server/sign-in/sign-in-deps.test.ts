import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { SignInExpiredError } from '../errors.ts';
import { startHarness } from '../testing/harness.ts';
import type { Harness } from '../testing/harness.ts';
import type { StoredSignIn } from '../store/sign-in-store.ts';
import { signInConfig } from './sign-in-deps.ts';

let harness: Harness;

before(async () => {
  harness = await startHarness();
});
after(() => harness.close());

describe('a sign-in', () => {
  test('counts as expired if this build does not understand its stored context', () => {
    const { organizations } = harness.config;
    const signIn = { organization: 'acme', connector: 'sandbox', context: '{"version":4}' } as StoredSignIn;
    assert.throws(() => signInConfig({ organizations }, signIn), SignInExpiredError);
  });

  test('continues if the previous version stored its context', () => {
    const { organizations } = harness.config;
    const stored = { dialect: 'native', userKey: null, actor: null, sharing: 'account', installs: null, claims: {} };
    const context = JSON.stringify({ ...stored, version: 2, subject: { kind: 'connection', connectionId: 7 } });
    const signIn = { organization: 'acme', connector: 'sandbox', context } as StoredSignIn;
    assert.deepEqual(signInConfig({ organizations }, signIn).context.subject, { kind: 'connection', connectionId: 7 });
  });
});
