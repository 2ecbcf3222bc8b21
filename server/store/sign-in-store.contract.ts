import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import type { OpenStore } from './store.contract.ts';
import type { SignInChange, StoredSignIn } from './sign-in-store.ts';
import type { Store } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { createConnection, hashOf, newSignIn, NOW, ensureTenant } from './testing/seed-store.ts';

const EXPIRY = NOW + 600;

async function createSignIn(
  store: Store,
  scope: TenantScope,
  token = 'token',
  expiresAt = EXPIRY,
): Promise<StoredSignIn> {
  const connection = await createConnection(store, scope);
  return store.write(({ signIns }) => signIns.create(scope, newSignIn(connection, token, expiresAt)));
}

function change(store: Store, signIn: StoredSignIn, what: SignInChange): Promise<StoredSignIn | undefined> {
  return store.write(({ signIns }) => signIns.change(signIn, what, NOW + 9));
}

/** Contract of the port for sign-ins, within one tenant. */
export function signInStoreContract(open: OpenStore): void {
  describe('sign-ins', () => {
    test('a new one has the status created, is not bound to a browser, and is found by the hash of its link', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);
      const beginning = { ...newSignIn(connection, 'token', EXPIRY), context: '{"x":"ü"}', locale: 'pt-BR' };

      const signIn = await store.write(({ signIns }) => signIns.create(scope, beginning));

      assert.deepEqual(signIn, {
        ...scope,
        id: signIn.id,
        connectionId: connection.id,
        connector: 'hubspot',
        context: '{"x":"ü"}',
        locale: 'pt-BR',
        status: 'created',
        browserBindingHash: null,
        failedCodeAttempts: 0,
        mismatchRecorded: false,
        problem: null,
        previousAccount: null,
        revision: 1,
        createdAt: NOW,
        updatedAt: NOW,
        expiresAt: EXPIRY,
      });
      assert.deepEqual(await store.signIns.find(scope, signIn.id), signIn);
      assert.deepEqual(await store.signIns.findByToken(hashOf('token')), signIn);
      assert.equal(await store.signIns.findByToken(hashOf('other')), undefined);
      assert.equal(await store.signIns.findByState(hashOf('token')), undefined);
      assert.equal(await store.signIns.secrets(scope, signIn.id), undefined);
    });

    const changes: readonly SignInChange[] = [
      { status: 'confirming' },
      { browserBindingHash: hashOf('cookie') },
      { failedCodeAttempts: 3 },
      { mismatchRecorded: true },
      { problem: { code: 'provider_denied', providerMessage: 'No.' } },
      { problem: { code: 'provider_unavailable' } },
      { previousAccount: 'ann@example.com' },
    ];
    for (const what of changes) {
      test(`a change of ${Object.keys(what).join()} changes only that, the revision and the time`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await ensureTenant(store, 'acme', '42');
        const signIn = await createSignIn(store, scope);

        const changed = await change(store, signIn, what);

        assert.deepEqual(changed, { ...signIn, ...what, revision: 2, updatedAt: NOW + 9 });
        assert.deepEqual(await store.signIns.find(scope, signIn.id), changed);
      });
    }

    test('a change can remove what an earlier change has set', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const signIn = await createSignIn(store, scope);
      const full: SignInChange = {
        browserBindingHash: hashOf('cookie'),
        stateHash: hashOf('state'),
        secrets: hashOf('secrets'),
        mismatchRecorded: true,
        problem: { code: 'provider_denied', providerMessage: 'No.' },
        previousAccount: 'ann',
      };
      const empty: SignInChange = {
        browserBindingHash: null,
        stateHash: null,
        secrets: null,
        mismatchRecorded: false,
        problem: null,
        previousAccount: null,
      };

      const filled = await change(store, signIn, full);
      assert.deepEqual(await store.signIns.findByState(hashOf('state')), filled);
      assert.deepEqual(await store.signIns.secrets(scope, signIn.id), hashOf('secrets'));
      const emptied = await change(store, filled!, empty);

      assert.deepEqual(emptied, { ...signIn, revision: 3, updatedAt: NOW + 9 });
      assert.equal(await store.signIns.findByState(hashOf('state')), undefined);
      assert.equal(await store.signIns.secrets(scope, signIn.id), undefined);
    });

    test('only `secrets` returns secrets, and no method returns the lookup hashes', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const signIn = await createSignIn(store, scope);

      const changed = await change(store, signIn, { stateHash: hashOf('state'), secrets: hashOf('secrets') });

      const known = Object.keys(signIn).toSorted();
      for (const answer of [changed, ...(await store.signIns.listOpen(scope, NOW))]) {
        assert.deepEqual(Object.keys(answer ?? {}).toSorted(), known);
      }
      assert.ok(!known.some((name) => ['tokenHash', 'stateHash', 'secrets'].includes(name)));
    });

    test('of a hundred callbacks with one state only the first succeeds', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const signIn = await change(store, await createSignIn(store, scope), {
        status: 'started',
        stateHash: hashOf('state'),
      });
      assert.ok(signIn);

      const results = await Promise.all(
        Array.from({ length: 100 }, () => change(store, signIn, { status: 'exchanging', stateHash: null })),
      );

      const [winner, ...others] = results.filter((result) => result !== undefined);
      assert.deepEqual(others, []);
      assert.deepEqual(await store.signIns.find(scope, signIn.id), winner);
    });

    test('cannot share a link or a state', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const first = await createSignIn(store, scope, 'a');
      const second = await createSignIn(store, scope, 'b');
      assert.ok(await change(store, first, { stateHash: hashOf('state') }));

      await assert.rejects(createSignIn(store, await ensureTenant(store, 'globex', '42'), 'a'));
      await assert.rejects(change(store, second, { stateHash: hashOf('state') }));
    });

    test('are open if they have neither ended nor expired, and are listed oldest first', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const made: StoredSignIn[] = [];
      for (const status of ['exchanging', 'succeeded', 'started', 'failed', 'confirming', 'cancelled'] as const) {
        const signIn = await change(store, await createSignIn(store, scope, status), { status });
        assert.ok(signIn);
        made.push(signIn);
      }
      const offered = await createSignIn(store, scope, 'created');
      const shorter = await createSignIn(store, scope, 'shorter', EXPIRY - 1);
      await createSignIn(store, await ensureTenant(store, 'acme', '43'), 'elsewhere');

      const stillOpen = [made[0], made[2], made[4], offered];
      assert.deepEqual(await store.signIns.listOpen(scope, NOW), [...stillOpen, shorter]);
      assert.deepEqual(await store.signIns.listOpen(scope, EXPIRY - 1), stillOpen);
      assert.deepEqual(await store.signIns.listOpen(scope, EXPIRY), []);
    });

    test('are deleted with their connection, and a change of a deleted sign-in does nothing', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const signIn = await createSignIn(store, scope, 'gone');
      const other = await createSignIn(store, scope, 'other');

      await store.write(({ connections }) => connections.delete(scope, signIn.connectionId));

      assert.equal(await store.signIns.findByToken(hashOf('gone')), undefined);
      assert.equal(await change(store, signIn, { status: 'started' }), undefined);
      assert.deepEqual(await store.signIns.listOpen(scope, NOW), [other]);
    });

    test('cannot be created for a deleted connection', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const connection = await createConnection(store, scope);
      await store.write(({ connections }) => connections.delete(scope, connection.id));

      await assert.rejects(store.write(({ signIns }) => signIns.create(scope, newSignIn(connection, 'late'))));
    });
  });
}
