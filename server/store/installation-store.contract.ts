import assert from 'node:assert/strict';
import { describe, test } from 'node:test';

import { NotFoundError } from '../errors.ts';
import type { OpenStore } from './store.contract.ts';
import type { Activity } from './activity-store.ts';
import type { InstallationChanges, InstallationQuery } from './installation-store.ts';
import type { Store } from './store.ts';
import type { TenantScope } from './tenant-store.ts';
import { seedTenant, hashOf, newConsent, newDraft, NOW, ensureTenant } from './testing/seed-store.ts';

function install(store: Store, scope: TenantScope, integration: string, userKey: string | null = null) {
  return store.write(({ installations }) =>
    installations.create(scope, { userKey, integration, settings: '{"a":1}', schedule: '0 * * * *', now: NOW }),
  );
}

/** Contract of the ports for installations and activity, within one tenant. */
export function installationStoreContract(open: OpenStore): void {
  describe('installations', () => {
    test('a new one is found by its integration, is not paused, and has no capability', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');

      const installation = await install(store, scope, 'sync', 'ann');

      assert.deepEqual(installation, {
        ...scope,
        id: installation.id,
        userKey: 'ann',
        integration: 'sync',
        settings: '{"a":1}',
        secretSettings: null,
        schedule: '0 * * * *',
        timeZone: 'UTC',
        nextDueAt: null,
        paused: false,
        awaitsConsent: false,
        capability: null,
        revision: 1,
        createdAt: NOW,
        updatedAt: NOW,
        updatedBy: null,
      });
      assert.deepEqual(await store.installations.findByIntegration(scope, 'sync', 'ann'), installation);
      assert.deepEqual(await store.installations.findById(scope, installation.id), installation);
      assert.equal(await store.installations.findById(scope, installation.id + 1), undefined);
    });

    test("the tenant's and each user's installation of one integration are separate", async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const shared = await install(store, scope, 'sync');
      const own = await install(store, scope, 'sync', 'ann');

      const { installations } = store;
      assert.deepEqual(await installations.findByIntegration(scope, 'sync', null), shared);
      assert.deepEqual(await installations.findByIntegration(scope, 'sync', 'ann'), own);
      assert.equal(await installations.findByIntegration(scope, 'sync', 'bob'), undefined);
      assert.equal(await installations.findByIntegration(scope, 'other', null), undefined);
    });

    for (const userKey of [null, 'ann'])
      test(`${userKey === null ? 'a tenant' : 'a user'} has at most one installation of an integration`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await ensureTenant(store, 'acme', '42');
        const first = await install(store, scope, 'sync', userKey);

        await assert.rejects(install(store, scope, 'sync', userKey));

        assert.deepEqual(await store.installations.list(scope, 10), [first]);
      });

    test('a change sets what it names, and who made it, and increases the revision', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const created = await install(store, scope, 'sync');
      const other = await install(store, scope, 'other');
      const changes = {
        ...{ settings: '{"a":2}', secretSettings: hashOf('sealed'), schedule: '5 4 * * *', timeZone: 'Asia/Tokyo' },
        ...{ nextDueAt: NOW + 9, paused: true },
      };
      const change = (values: InstallationChanges, updatedBy: string | null, now: number) =>
        store.write(({ installations }) => installations.change(scope, created.id, values, { now, updatedBy }));

      const changed = await change(changes, 'ann', NOW + 1);
      assert.deepEqual(changed, { ...created, ...changes, revision: 2, updatedAt: NOW + 1, updatedBy: 'ann' });
      const resumed = await change({ paused: false, secretSettings: null, nextDueAt: null }, null, NOW + 2);
      assert.deepEqual(resumed, {
        ...{ ...changed, paused: false, secretSettings: null, nextDueAt: null },
        ...{ revision: 3, updatedAt: NOW + 2, updatedBy: null },
      });
      assert.deepEqual(await store.installations.findById(scope, created.id), resumed);
      assert.deepEqual(await store.installations.findById(scope, other.id), other);
    });

    for (const [title, changes, isScheduled] of [
      ['another schedule', { schedule: '5 4 * * *' }, false],
      ['another time zone', { timeZone: 'Asia/Tokyo' }, false],
      ['a pause', { paused: true }, false],
      ['the same schedule', { schedule: '0 * * * *', timeZone: 'UTC', paused: false }, true],
      ['other settings', { settings: '{}' }, true],
    ] as const) {
      test(`${title} ${isScheduled ? 'keeps the next run' : 'removes the next run'}`, async (t) => {
        const store = await open();
        t.after(() => store.close());
        const scope = await ensureTenant(store, 'acme', '42');
        const created = await install(store, scope, 'sync');
        await store.write(({ installations }) => installations.setNextDueAt(created, NOW + 9));

        const changed = await store.write(({ installations }) =>
          installations.change(scope, created.id, changes, { now: NOW, updatedBy: null }),
        );

        assert.equal(changed?.nextDueAt, isScheduled ? NOW + 9 : null);
      });
    }

    test('one can begin paused until a consent is given, and stays so until it is paused or resumed', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const rest = { userKey: null, settings: '{}', schedule: '0 * * * *', now: NOW };
      const created = await store.write(({ installations }) =>
        installations.create(scope, { ...rest, integration: 'sync', awaitsConsent: true }),
      );
      assert.deepEqual([created.paused, created.awaitsConsent], [true, true]);

      const states: unknown[] = [];
      for (const changes of [
        { settings: '{"a":2}' },
        { paused: true },
        { paused: true, awaitsConsent: true },
        { paused: false },
      ]) {
        const changed = await store.write(({ installations }) =>
          installations.change(scope, created.id, changes, { now: NOW, updatedBy: null }),
        );
        states.push([changed?.paused, changed?.awaitsConsent]);
      }
      assert.deepEqual(states, [
        [true, true],
        [true, false],
        [true, true],
        [false, false],
      ]);
    });

    test('those that are due, and those that have to be scheduled, are found in all organizations', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scopes = [await ensureTenant(store, 'acme', '42'), await ensureTenant(store, 'globex', '42')] as const;
      const late = await install(store, scopes[0], 'late');
      const early = await install(store, scopes[1], 'early');
      const future = await install(store, scopes[0], 'future');
      const paused = await install(store, scopes[0], 'paused');
      const fresh = [await install(store, scopes[0], 'fresh'), await install(store, scopes[1], 'fresh')];
      await store.write(async ({ installations }) => {
        await installations.setNextDueAt(late, NOW);
        await installations.setNextDueAt(early, NOW - 1);
        await installations.setNextDueAt(future, NOW + 1);
        await installations.change(paused, paused.id, { paused: true }, { now: NOW, updatedBy: null });
      });

      const due = await store.installations.listDue(NOW, 10);
      assert.deepEqual(due, [
        { ...early, nextDueAt: NOW - 1 },
        { ...late, nextDueAt: NOW },
      ]);
      assert.deepEqual(await store.installations.listDue(NOW, 1), due.slice(0, 1));
      assert.deepEqual(await store.installations.listUnscheduled(10), fresh);
      assert.deepEqual(await store.installations.listUnscheduled(1), fresh.slice(0, 1));
    });

    test('those of an organization are listed by id, page by page, with filters', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const [acme, other] = [await ensureTenant(store, 'acme', '42'), await ensureTenant(store, 'acme', '43')] as const;
      await install(store, await ensureTenant(store, 'globex', '42'), 'sync');
      const first = await install(store, acme, 'sync');
      const second = await install(store, other, 'sync');
      const created = await install(store, acme, 'other');
      const third = await store.write(({ installations }) =>
        installations.change(acme, created.id, { settings: '{}' }, { now: NOW + 1, updatedBy: null }),
      );

      const list = (query: Partial<InstallationQuery>) =>
        store.installations.listOrganization('acme', { afterId: 0, limit: 10, ...query });
      assert.deepEqual(await list({}), [first, second, third]);
      assert.deepEqual(await list({ limit: 1, afterId: first.id }), [second]);
      assert.deepEqual(await list({ tenantId: acme.tenantId }), [first, third]);
      assert.deepEqual(await list({ integration: 'sync' }), [first, second]);
      assert.deepEqual(await list({ updatedSince: NOW + 1 }), [third]);
      assert.deepEqual(await store.installations.findInOrganization('acme', second.id), second);
    });

    test('of several processes that saw the same due time, one replaces it', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const created = await install(store, scope, 'sync');
      const claim = (nextDueAt: number) =>
        store.write(({ installations }) => installations.setNextDueAt(created, nextDueAt));

      assert.deepEqual([await claim(NOW + 1), await claim(NOW + 2)], [true, false]);
      const scheduled = { ...created, nextDueAt: NOW + 1 };
      assert.deepEqual(await store.installations.findById(scope, created.id), scheduled);
    });

    test('an installation is found only by the hash of its newest capability', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const installation = await install(store, scope, 'sync');
      for (const name of ['old', 'new']) {
        await store.write(({ installations }) =>
          installations.setCapability(scope, installation.id, { hash: hashOf(name), sealed: hashOf(`${name} sealed`) }),
        );
      }

      const expected = { ...installation, capability: hashOf('new sealed') };
      assert.deepEqual(await store.installations.findByCapability(hashOf('new')), expected);
      assert.equal(await store.installations.findByCapability(hashOf('old')), undefined);
    });

    test('a capability for an unknown installation is refused', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');

      await assert.rejects(
        store.write(({ installations }) =>
          installations.setCapability(scope, 999, { hash: hashOf('a'), sealed: hashOf('b') }),
        ),
        NotFoundError,
      );
    });
  });

  describe('drafts of installations', () => {
    test('are kept once for each person and integration, as they were last saved', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const drafts = [
        newDraft(scope, { secretSettings: hashOf('sealed') }),
        newDraft(scope, { userKey: null }),
        newDraft(scope, { integration: 'other' }),
      ];
      const again = newDraft(scope, { step: 'review', settings: '{}', timeZone: 'UTC', updatedAt: NOW + 1 });
      for (const draft of [...drafts, again])
        await store.write(({ installationDrafts }) => installationDrafts.save(draft));

      for (const draft of [again, ...drafts.slice(1)])
        assert.deepEqual(await store.installationDrafts.find(scope, draft), draft);
    });

    test('are deleted for one person, or for everybody of the tenant', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const [ann, bob, unknown, other] = [
        newDraft(scope),
        newDraft(scope, { userKey: 'bob' }),
        newDraft(scope, { userKey: null }),
        newDraft(scope, { integration: 'other' }),
      ];
      const left = async () => {
        const found = await Promise.all(
          [ann, bob, unknown, other].map((draft) => store.installationDrafts.find(scope, draft)),
        );
        return found.filter((draft) => draft !== undefined);
      };
      for (const draft of [ann, bob, unknown, other])
        await store.write(({ installationDrafts }) => installationDrafts.save(draft));

      await store.write(({ installationDrafts }) => installationDrafts.delete(scope, ann));
      assert.deepEqual(await left(), [bob, unknown, other]);
      await store.write(({ installationDrafts }) => installationDrafts.deleteAll(scope, 'sync'));
      assert.deepEqual(await left(), [other]);
    });
  });

  describe('consents', () => {
    test('can be withdrawn once, and given again to another text', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const owner = { integration: 'sync', userKey: 'ann' };
      const first = newConsent(scope, owner);
      const withdraw = (now: number) => store.write(({ consents }) => consents.withdraw(scope, owner, now));

      assert.equal(await withdraw(NOW), false);
      await store.write(({ consents }) => consents.give(first));
      assert.deepEqual(await store.consents.find(scope, owner), { ...first, withdrawnAt: null });
      assert.equal(await store.consents.find(scope, { ...owner, userKey: null }), undefined);
      assert.equal(await withdraw(NOW + 1), true);
      assert.equal(await withdraw(NOW + 2), false);
      assert.deepEqual(await store.consents.find(scope, owner), { ...first, withdrawnAt: NOW + 1 });

      const second = newConsent(scope, {
        ...owner,
        textHash: hashOf('new'),
        locale: 'en',
        actor: null,
        givenAt: NOW + 3,
      });
      await store.write(({ consents }) => consents.give(second));
      assert.deepEqual(await store.consents.find(scope, owner), { ...second, withdrawnAt: null });
    });

    test('are listed for the account, or for the account and one user', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const [shared, ann, bob] = [null, 'ann', 'bob'].map((userKey) => newConsent(scope, { userKey }));
      for (const consent of [shared, ann, bob]) await store.write(({ consents }) => consents.give(consent!));

      const keys = async (userKey: string | null) =>
        (await store.consents.list(scope, userKey)).map((consent) => consent.userKey).toSorted();
      assert.deepEqual(await keys(null), [null]);
      assert.deepEqual(await keys('ann'), ['ann', null]);
    });

    test('of several owners are found in one organization', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const [acme, other] = [await ensureTenant(store, 'acme', '42'), await ensureTenant(store, 'acme', '43')];
      const rival = await ensureTenant(store, 'rival', '42');
      const given = [
        newConsent(acme),
        newConsent(acme, { userKey: 'ann' }),
        newConsent(acme, { integration: 'other' }),
        newConsent(other, { userKey: 'ann' }),
      ];
      for (const consent of [...given, newConsent(rival)]) await store.write(({ consents }) => consents.give(consent));
      const [first, , third, fourth] = given;

      const missing = newConsent(other, { integration: 'other' });
      const found = await store.consents.findMany('acme', [fourth!, missing, third!, first!, newConsent(rival)]);

      const ids = (consents: readonly (typeof missing)[]) =>
        consents.map(({ tenantId, integration, userKey }) => [tenantId, integration, userKey].join()).toSorted();
      assert.deepEqual(ids(found), ids([first!, third!, fourth!]));
      assert.deepEqual(await store.consents.findMany('acme', []), []);
    });

    test('of one owner are deleted, and those of others stay', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const [shared, own] = [newConsent(scope), newConsent(scope, { userKey: 'ann' })];
      for (const consent of [shared, own]) await store.write(({ consents }) => consents.give(consent));

      await store.write(({ consents }) => consents.delete(scope, own));

      assert.equal(await store.consents.find(scope, own), undefined);
      assert.deepEqual(await store.consents.find(scope, shared), { ...shared, withdrawnAt: null });
    });
  });

  test('drafts and consents are deleted with their tenant', async (t) => {
    const store = await open();
    t.after(() => store.close());
    const scope = await ensureTenant(store, 'acme', '42');
    await seedTenant(store, scope);

    await store.write(({ tenants }) => tenants.delete('acme', scope.tenantId));

    assert.equal(await store.installationDrafts.find(scope, newDraft(scope)), undefined);
    assert.equal(await store.consents.find(scope, newConsent(scope)), undefined);
  });

  describe('activity', () => {
    test('is listed newest first, up to the limit', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const base = { ...scope, connectionId: null, installationId: null, actor: null, detail: {}, at: NOW };
      const added: readonly Activity[] = [
        { ...base, type: 'connection.created', connectionId: 5, actor: { id: 'ann', name: 'Ann' } },
        { ...base, type: 'connection.refused', connectionId: 5, actor: { id: 'ann' }, detail: { code: 'x', tries: 2 } },
        { ...base, type: 'installation.created', installationId: 7, detail: { own: true } },
      ];
      for (const activity of added) await store.write((stores) => stores.activity.add(activity));

      assert.deepEqual(await store.activity.list(scope, 10), added.toReversed());
      await store.write((stores) => stores.activity.addMany(added));
      assert.deepEqual(await store.activity.list(scope, 2 * added.length), [...added, ...added].toReversed());
      assert.deepEqual(await store.activity.list(scope, 2), added.toReversed().slice(0, 2));
    });

    test('is kept when its connection is deleted', async (t) => {
      const store = await open();
      t.after(() => store.close());
      const scope = await ensureTenant(store, 'acme', '42');
      const { connection } = await seedTenant(store, scope);

      await store.write(({ connections }) => connections.delete(scope, connection.id));

      assert.equal((await store.activity.list(scope, 10))[0]?.connectionId, connection.id);
    });
  });

  test('a vault key is recorded once and never changed', async (t) => {
    const store = await open();
    t.after(() => store.close());
    await store.write(async ({ vaultKeys }) => {
      await vaultKeys.add('b1', hashOf('first'), NOW);
      await vaultKeys.add('b1', hashOf('second'), NOW);
      await vaultKeys.add('a1', hashOf('other'), NOW);
    });

    assert.deepEqual(await store.vaultKeys.list(), [
      { keyId: 'a1', checkValue: hashOf('other') },
      { keyId: 'b1', checkValue: hashOf('first') },
    ]);
  });
}
