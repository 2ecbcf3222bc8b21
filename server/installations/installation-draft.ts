import type { InstallationDraft } from '../../widget/protocol/installation.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { StoredInstallationDraft } from '../store/installation-draft-store.ts';
import type { Stores } from '../store/store.ts';
import { hasRequiredConsent } from './consent.ts';
import type { InstallationOwner } from './installation-owner.ts';
import { openDraftSecrets, sealDraftSecrets } from './secret-settings.ts';
import { settingFields } from './setting-fields.ts';
import { divideSettings } from './setting-values.ts';

/** Finds what the person has entered for the integration and not saved. */
export function findDraft(
  { installationDrafts }: Pick<Stores, 'installationDrafts'>,
  { scope, integration, personKey }: InstallationOwner,
): Promise<StoredInstallationDraft | undefined> {
  return installationDrafts.find(scope, { integration: integration.slug, userKey: personKey });
}

/**
 * Keeps what a person has entered, right or wrong, so that another browser can continue. Unknown settings are dropped. A
 * secret that is absent stays as it was in the draft.
 *
 * Without a consent that is required, it keeps the step and the schedule, and stores none of the entered settings: another
 * tab may have withdrawn the consent, or deleted all data, a moment ago.
 */
export async function saveDraft(
  { store, vault, now }: Pick<UseCaseDeps, 'store' | 'vault' | 'now'>,
  owner: InstallationOwner,
  { step, settings: entered, schedule }: InstallationDraft,
): Promise<void> {
  const { scope, integration, personKey: userKey } = owner;
  const { settings, secrets } = divideSettings(settingFields(integration.settings), entered, { hidden: 'keep' });
  const draftOwner = { integration: integration.slug, userKey };
  await store.write(async (stores) => {
    const before = await findDraft(stores, owner);
    const mayStore = await hasRequiredConsent(stores, owner);
    const kept = { ...(before && openDraftSecrets(vault, before)), ...(mayStore && secrets) };
    await stores.installationDrafts.save({
      organization: scope.organization,
      tenantId: scope.tenantId,
      ...draftOwner,
      step,
      settings: mayStore ? JSON.stringify(settings) : (before?.settings ?? '{}'),
      secretSettings: sealDraftSecrets(vault, { scope, owner: draftOwner, secrets: kept }),
      schedule: schedule.expression,
      timeZone: schedule.timeZone,
      updatedAt: now(),
    });
  });
}

/** Deletes the drafts of everybody who shares the installation. */
export function deleteDrafts(
  { installationDrafts }: Pick<Stores, 'installationDrafts'>,
  { scope, integration: { slug }, userKey }: InstallationOwner,
): Promise<void> {
  return userKey === null
    ? installationDrafts.deleteAll(scope, slug)
    : installationDrafts.delete(scope, { integration: slug, userKey });
}
