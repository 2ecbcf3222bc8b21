import type {
  ConsentView,
  InstallationDetails,
  InstallationDraft,
  InstallationView,
  Schedule,
  SettingValues,
} from '../../widget/protocol/installation.ts';
import type { IntegrationSummary } from '../../widget/protocol/page-state.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { StoredConsent } from '../store/consent-store.ts';
import type { StoredInstallationDraft } from '../store/installation-draft-store.ts';
import type { Installation } from '../store/installation-store.ts';
import { consentTextId } from './consent.ts';
import { defaultSettings } from './ensure-installation.ts';
import { findDraft } from './installation-draft.ts';
import { hasConsent } from './installation-owner.ts';
import type { InstallationOwner } from './installation-owner.ts';
import { readInstallationState } from './installation-version.ts';
import { nextRuns, scheduleIssues } from './schedule.ts';
import { openDraftSecrets, openSecretSettings } from './secret-settings.ts';
import type { SecretSettings } from './setting-values.ts';
import { settingFields } from './setting-fields.ts';
import { divideSettings } from './setting-values.ts';

/** As many as a person needs to see whether a schedule is the right one. */
const NEXT_RUNS = 3;

/** The next runs of a schedule, ISO 8601 UTC. Empty if the schedule cannot run. */
export function nextRunTimes(schedule: Schedule, now: number): readonly string[] {
  if (scheduleIssues(schedule, { minimumMinutes: 0 }).length > 0) return [];
  return nextRuns(schedule, { after: now, count: NEXT_RUNS }).map((time) => new Date(time).toISOString());
}

/** Describes an integration and its installation to their page. The result contains no secret. */
export async function installationView(
  { store, vault, now }: Pick<UseCaseDeps, 'store' | 'vault' | 'now'>,
  owner: InstallationOwner,
  summary: IntegrationSummary,
): Promise<InstallationView> {
  const { scope, integration, userKey } = owner;
  const { installation, consent, version } = await readInstallationState(store, owner);
  const failing = installation ? await store.runs.listFailing(scope, userKey) : [];
  const draft = await findDraft(store, owner);
  const visible = (json: string): SettingValues => {
    // The configuration may have changed since the settings were stored.
    const settings = JSON.parse(json) as SettingValues;
    return divideSettings(settingFields(integration.settings), settings, { hidden: 'keep' }).settings;
  };
  const secrets = {
    ...(installation && openSecretSettings(vault, installation)),
    ...(draft && openDraftSecrets(vault, draft)),
  };
  return {
    version,
    integration: summary,
    fields: settingFields(integration.settings),
    defaults: defaultSettings(integration),
    schedule: integration.schedule,
    ...(hasConsent(integration) && { consent: consentView(owner, consent) }),
    ...(installation && {
      installation: {
        ...details(installation, visible, now()),
        ...(failing.includes(installation.id) && { lastRunFailed: true }),
      },
    }),
    ...(draft && { draft: draftView(draft, visible) }),
    storedSecrets: storedSecrets(owner, secrets),
    sharing: userKey === null ? 'account' : 'user',
  };
}

function details(
  installation: Installation,
  visible: (json: string) => SettingValues,
  now: number,
): InstallationDetails {
  const { id, paused, timeZone, updatedAt } = installation;
  const schedule = { expression: installation.schedule, timeZone };
  return {
    ...{ id, paused, schedule },
    settings: visible(installation.settings),
    nextRuns: paused ? [] : nextRunTimes(schedule, now),
    updatedAt: new Date(updatedAt).toISOString(),
  };
}

function draftView(
  { step, settings, schedule: expression, timeZone }: StoredInstallationDraft,
  visible: (json: string) => SettingValues,
): InstallationDraft {
  return { step, settings: visible(settings), schedule: { expression, timeZone } };
}

function consentView({ integration }: InstallationOwner, given: StoredConsent | undefined): ConsentView {
  const { required, text, links } = integration.consent;
  return {
    ...{ required, text, links },
    textId: consentTextId(integration),
    ...(given && { givenAt: new Date(given.givenAt).toISOString() }),
  };
}

/** Paths of the secrets that have a value, as far as the configuration still has a field for them. */
function storedSecrets({ integration }: InstallationOwner, secrets: SecretSettings): readonly string[] {
  const { secretPaths } = divideSettings(settingFields(integration.settings), {}, { hidden: 'keep' });
  return secretPaths.filter((path) => (secrets[path] ?? '') !== '');
}
