import assert from 'node:assert/strict';
import { test } from 'node:test';
import { pino } from 'pino';
import { testIntegration, testOrganization } from '../auth/testing/organization.ts';
import { settingsSchema } from '../config/schema-settings.ts';
import { BackgroundTasks } from '../connections/background-tasks.ts';
import { deleteTenant } from '../connections/delete-tenant.ts';
import { createEgress } from '../egress.ts';
import { ensureTenant, NOW } from '../store/testing/seed-store.ts';
import { openTemporaryStore } from '../store/testing/open-temporary-store.ts';
import { createVault } from '../store/vault.ts';
import { changeForBackEnd, uninstallForBackEnd } from './back-end-installation.ts';
import { setPaused, uninstall } from './change-installation.ts';
import { giveConsent, withdrawConsent } from './consent.ts';

test('a setting that was saved before the configuration declared it as secret is in no event', async (t) => {
  const temporary = await openTemporaryStore({ configuredRecipients: () => ['configured'] });
  t.after(() => temporary.close());
  const { store } = temporary;
  const scope = await ensureTenant(store, 'acme', '42');
  const integration = testIntegration({
    ...{ slug: 'sync', id: 1, consent: { required: false, text: { en: 'May we?' }, links: [] } },
    settings: settingsSchema.parse({ properties: { key: { type: 'string', format: 'password' } } }),
  });
  const organization = testOrganization({ integrations: [integration] });
  const owner = { organization, scope, integration, userKey: null, personKey: null };
  const deps = { store, vault: createVault([new Uint8Array(32).fill(7)]), now: () => NOW };
  const cause = { actor: null };
  const install = () =>
    store.write(({ installations }) =>
      installations.create(scope, {
        ...{ userKey: null, integration: 'sync', settings: '{"key":"s3cret"}', schedule: '0 * * * *', now: NOW },
      }),
    );

  const first = await install();
  await setPaused(deps, owner, { ...cause, paused: true });
  const values = { paused: false };
  await changeForBackEnd(deps, { installation: first, integration, values, actor: null, check: () => undefined });
  await giveConsent(deps, owner, { ...cause, locale: 'en' });
  await withdrawConsent(deps, owner, cause);
  await giveConsent(deps, owner, { ...cause, locale: 'en' });
  await uninstall(deps, owner, cause);
  await uninstallForBackEnd(deps, await install(), { integration, actor: null });
  await install();
  const log = pino({ level: 'silent' });
  const egress = createEgress({ allow: [], allowLoopbackHttp: false });
  t.after(() => egress.close());
  await deleteTenant(
    { ...deps, egress, log, background: new BackgroundTasks(log), organizations: new Map([['acme', organization]]) },
    { tenant: { organization: 'acme', id: scope.tenantId }, actor: null },
  );

  const events = await store.outbox.list('acme', { afterSequence: 0, limit: 20 });
  const ofInstallation = events.filter(({ type }) => type.startsWith('installation.'));
  assert.equal(ofInstallation.length, 7);
  for (const { type, body } of ofInstallation) assert.doesNotMatch(body, /s3cret/, type);
});
