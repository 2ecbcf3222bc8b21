import assert from 'node:assert/strict';
import { test, type TestContext } from 'node:test';
import { testIntegration } from '../auth/testing/organization.ts';
import { settingsSchema } from '../config/schema-settings.ts';
import { NO_SCHEDULE } from '../store/installation-store.ts';
import { ensureTenant, NOW } from '../store/testing/seed-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { installationResource } from '../webhooks/resources.ts';
import { connectorSlug, ensureInstallation, type EnsureInstallationOptions } from './ensure-installation.ts';

async function start(t: TestContext) {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const scope = await ensureTenant(store, 'acme', '4242');
  const vault = createVault([new Uint8Array(32).fill(7)]);
  const options = { scope, userKey: null, actor: null, now: NOW };
  return (installed: Pick<EnsureInstallationOptions, 'slug' | 'integration'>) =>
    store.write((stores) => ensureInstallation(stores, vault, { ...options, ...installed }));
}

test('a new installation has the defaults of the settings and the schedule of its integration', async (t) => {
  const install = await start(t);
  const settings = settingsSchema.parse({
    properties: { direction: { enum: ['in', 'out'], default: 'in' }, label: { type: 'string' } },
  });
  const integration = testIntegration({ slug: 'sync', id: 1, settings });
  const installation = await install({ slug: 'sync', integration });
  assert.deepEqual(JSON.parse(installation.settings), { direction: 'in' });
  assert.equal(installation.schedule, integration.schedule.default);
});

test('a connector without an integration is installed without a schedule, which back ends read as null', async (t) => {
  const install = await start(t);
  const installation = await install({ slug: connectorSlug('hubspot'), integration: undefined });
  assert.equal(installation.schedule, NO_SCHEDULE);
  assert.equal(installationResource(installation).schedule, null);
});
