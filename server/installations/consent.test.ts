import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testIntegration, testOrganization } from '../auth/testing/organization.ts';
import { ensureTenant, NOW } from '../store/testing/seed-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { giveConsent, shownInstallations } from './consent.ts';

const CONSENT = { required: true, text: { en: 'Yes?' }, links: [] };

test('the installations of a list are paused without a required consent, and all consents are read at once', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const asking = testIntegration({ slug: 'asking', id: 1, consent: CONSENT });
  const integrations = [asking, testIntegration({ slug: 'open', id: 2 })];
  const install = async (tenant: string, integration: string, userKey: string | null) => {
    const scope = await ensureTenant(store, 'acme', tenant);
    const values = { userKey, integration, settings: '{}', schedule: '0 * * * *', now: NOW };
    return store.write(({ installations }) => installations.create(scope, values));
  };
  const installed = [
    await install('1', 'asking', null),
    await install('1', 'asking', 'ann'),
    await install('1', 'open', null),
    await install('2', 'asking', null),
    await install('2', 'gone', null),
  ];
  const [given] = installed;
  assert.ok(given);
  const deps = { store, now: () => NOW };
  const owner = { scope: given, integration: asking, userKey: null };
  await giveConsent(deps, owner, { locale: 'en', actor: null });
  const reads: number[] = [];
  const consents: Parameters<typeof shownInstallations>[0]['consents'] = {
    findMany(organization, owners) {
      reads.push(owners.length);
      return store.consents.findMany(organization, owners);
    },
  };

  const shown = await shownInstallations({ consents }, testOrganization({ slug: 'acme', integrations }), installed);

  assert.deepEqual(
    shown.map(({ paused }) => paused),
    [false, true, false, true, false],
  );
  assert.deepEqual(reads, [3]);
});
