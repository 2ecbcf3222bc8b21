import assert from 'node:assert/strict';
import { test } from 'node:test';
import { testIntegration } from '../auth/testing/organization.ts';
import { settingsSchema } from '../config/schema-settings.ts';
import { ensureTenant, NOW } from '../store/testing/seed-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { ensureInstallation } from './ensure-installation.ts';

test('a new installation has the defaults of the settings of its integration', async (t) => {
  const temporary = await openTemporaryStore();
  t.after(() => temporary.close());
  const { store } = temporary;
  const scope = await ensureTenant(store, 'acme', '4242');
  const vault = createVault([new Uint8Array(32).fill(7)]);
  const settings = settingsSchema.parse({
    properties: { direction: { enum: ['in', 'out'], default: 'in' }, label: { type: 'string' } },
  });
  const integration = testIntegration({ slug: 'sync', id: 1, settings });
  const options = { scope, userKey: null, slug: 'sync', integration, actor: null, now: NOW };
  const installation = await store.write((stores) => ensureInstallation(stores, vault, options));
  assert.deepEqual(JSON.parse(installation.settings), { direction: 'in' });
});
