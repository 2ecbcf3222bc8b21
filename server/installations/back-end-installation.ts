import type { SettingValues } from '../../widget/protocol/installation.ts';
import type { UseCaseDeps } from '../connections/use-case-deps.ts';
import type { IntegrationConfig } from '../config/config.ts';
import { ConflictError, InvalidRequestError, NotFoundError } from '../errors.ts';
import type { FieldIssue } from '../errors.ts';
import type { Actor } from '../store/activity-store.ts';
import type { Installation } from '../store/installation-store.ts';
import type { Stores } from '../store/store.ts';
import type { Tenant } from '../store/tenant-store.ts';
import { recordEvent } from '../webhooks/record-event.ts';
import { requireConsent, shownInstallation } from './consent.ts';
import { createInstallation, defaultSettings } from './ensure-installation.ts';
import { scheduleIssues } from './schedule.ts';
import { openSecretSettings, sealSecretSettings } from './secret-settings.ts';
import { settingFields } from './setting-fields.ts';
import { divideSettings, mergeSecrets, withSecrets } from './setting-values.ts';
import type { SecretSettings } from './setting-values.ts';
import { settingsValidator } from './validate-settings.ts';

type CommandDeps = Pick<UseCaseDeps, 'store' | 'vault' | 'now'>;

/** What a back end can set of an installation. */
export interface InstallationValues {
  /** All settings. An absent secret stays as it is, an empty text removes it. */
  readonly configs?: SettingValues | undefined;
  /** Cron expression. */
  readonly schedule?: string | undefined;
  readonly timeZone?: string | undefined;
  readonly paused?: boolean | undefined;
}

/** An integration that a back end installs. */
export interface InstallCommand {
  readonly organization: string;
  /** The tenant is created if it does not exist. */
  readonly tenantKey: string;
  readonly integration: IntegrationConfig;
  readonly userKey: string | null;
  readonly values: InstallationValues;
  readonly actor: Actor | null;
}

/**
 * Installs an integration for a back end, with the defaults of what it does not set. What the integration connects to need
 * not be connected yet.
 *
 * Throws `ConflictError` if the owner has installed it, `ConsentRequiredError` if people have to agree first, and
 * `InvalidRequestError` with every wrong value.
 */
export async function installForBackEnd(
  { store, vault, now }: CommandDeps,
  { organization, tenantKey, integration, userKey, values, actor }: InstallCommand,
): Promise<{ readonly installation: Installation; readonly tenant: Tenant }> {
  checkOwner(integration, userKey);
  const { configs = defaultSettings(integration), paused = false } = values;
  const settings = await checkedSettings(integration, configs);
  const { schedule, timeZone } = checkedSchedule(integration, values, {
    schedule: integration.schedule.default,
    timeZone: 'UTC',
  });
  return store.write(async (stores) => {
    const at = now();
    const tenant = await stores.tenants.ensure(organization, tenantKey, at);
    const scope = { organization, tenantId: tenant.id };
    if (await stores.installations.findByIntegration(scope, integration.slug, userKey)) {
      throw new ConflictError('This integration is installed already.');
    }
    await requireConsent(stores, { scope, integration, userKey });
    const { stored, secrets } = settings({});
    const created = await createInstallation(stores, vault, {
      ...{ scope, userKey, integration: integration.slug, settings: stored, schedule, timeZone, now: at },
    });
    const rest = { secretSettings: sealSecretSettings(vault, created, secrets), paused };
    const installation = await change(stores, created, rest, { now: at, actor });
    await recordEvent(stores, { type: 'installation.created', installation, actor, now: at });
    return { installation, tenant };
  });
}

/** A change of an installation by a back end. */
export interface ChangeInstallationCommand {
  readonly installation: Installation;
  /** `undefined`: a connector alone, or an integration that is not in the configuration any more. */
  readonly integration: IntegrationConfig | undefined;
  readonly values: InstallationValues;
  readonly actor: Actor | null;
  /** Throws if the installation may not be changed as it is. Runs in the transaction of the change. */
  readonly check: (installation: Installation) => void;
}

/**
 * Changes an installation for a back end. A back end can set a schedule that people cannot edit. Nothing happens if nothing
 * changes. Resolves to what people see: see `shownInstallation`.
 *
 * Throws `NotFoundError` if it is gone, `ConsentRequiredError` if it may not run again, `InvalidRequestError` with every wrong value, and what `check` throws.
 */
export async function changeForBackEnd(
  { store, vault, now }: CommandDeps,
  { installation: { id, ...scope }, integration, values, actor, check }: ChangeInstallationCommand,
): Promise<Installation> {
  const { configs, paused } = values;
  const settings = configs && (await checkedSettings(integration, configs));
  return store.write(async (stores) => {
    const current = await stores.installations.findById(scope, id);
    if (!current) throw new NotFoundError();
    check(current);
    const { schedule, timeZone } = checkedSchedule(integration, values, current);
    const { stored, secrets } = settings?.(openSecretSettings(vault, current)) ?? {};
    if (paused === false && integration) {
      await requireConsent(stores, { scope, integration, userKey: current.userKey });
    }
    const isSetUpSame = schedule === current.schedule && timeZone === current.timeZone && stored === undefined;
    // A pause by a back end continues after a consent.
    const isPauseSame = (paused ?? current.paused) === current.paused && !(paused && current.awaitsConsent);
    if (isSetUpSame && isPauseSame) return shownInstallation(stores, current, integration);
    const changes = {
      ...(stored !== undefined && {
        settings: stored,
        secretSettings: sealSecretSettings(vault, current, secrets ?? {}),
      }),
      ...{ schedule, timeZone },
      ...(paused !== undefined && { paused }),
    };
    const at = now();
    const changed = await change(stores, current, changes, { now: at, actor });
    const installation = await shownInstallation(stores, changed, integration);
    await recordEvent(stores, {
      type: 'installation.updated',
      ...{ installation, actor, now: at },
      ...(isSetUpSame && { change: installation.paused ? 'paused' : 'resumed' }),
    });
    return installation;
  });
}

/** Deletes an installation with its settings, drafts and runs. Connections and consent stay. */
export async function uninstallForBackEnd(
  { store, now }: CommandDeps,
  { id, ...scope }: Installation,
  { integration, actor }: Pick<ChangeInstallationCommand, 'integration' | 'actor'>,
): Promise<void> {
  await store.write(async (stores) => {
    const found = await stores.installations.findById(scope, id);
    if (!found) return;
    const { integration: slug, userKey } = found;
    if (userKey === null) await stores.installationDrafts.deleteAll(scope, slug);
    else await stores.installationDrafts.delete(scope, { integration: slug, userKey });
    const installation = await shownInstallation(stores, found, integration);
    await stores.installations.delete(scope, id);
    await recordEvent(stores, { type: 'installation.deleted', installation, actor, now: now() });
  });
}

async function change(
  { installations }: Pick<Stores, 'installations'>,
  installation: Installation,
  changes: Parameters<Stores['installations']['change']>[2],
  { now, actor }: { readonly now: number; readonly actor: Actor | null },
): Promise<Installation> {
  const changed = await installations.change(installation, installation.id, changes, {
    ...{ now, updatedBy: actor?.id ?? null },
  });
  if (!changed) throw new TypeError('The installation was deleted within the transaction.');
  return changed;
}

function checkOwner({ sharing }: IntegrationConfig, userKey: string | null): void {
  if (sharing === 'user' && userKey === null) {
    throw invalid([{ path: 'user', message: 'is required, because each user has an own installation' }]);
  }
  if (sharing === 'account' && userKey !== null) {
    throw invalid([{ path: 'user', message: 'must be absent, because the whole tenant has one installation' }]);
  }
}

/**
 * Checks settings. Returns a function that completes them with the stored secrets, which are read in a transaction. Its
 * result may be incomplete without a stored secret, so it throws, too.
 */
async function checkedSettings(integration: IntegrationConfig | undefined, configs: SettingValues) {
  if (!integration) {
    if (Object.keys(configs).length === 0) return () => ({ stored: '{}', secrets: {} });
    throw invalid([{ path: 'configs', message: 'must be empty, because the integration has no settings' }]);
  }
  const validate = await settingsValidator(integration.settings);
  const divided = divideSettings(settingFields(integration.settings), configs, { hidden: 'drop' });
  return (storedSecrets: SecretSettings) => {
    const secrets = mergeSecrets(storedSecrets, divided);
    const issues = validate(withSecrets(divided.settings, secrets));
    if (issues.length === 0) return { stored: JSON.stringify(divided.settings), secrets };
    throw invalid(issues.map(({ path, message }) => ({ path: path.replace(/^settings/, 'configs'), message })));
  };
}

function checkedSchedule(
  integration: IntegrationConfig | undefined,
  { schedule, timeZone }: InstallationValues,
  current: { readonly schedule: string; readonly timeZone: string },
): { readonly schedule: string; readonly timeZone: string } {
  if (schedule === undefined && timeZone === undefined) return current;
  const chosen = { expression: schedule?.trim() ?? current.schedule, timeZone: timeZone ?? current.timeZone };
  const issues = scheduleIssues(chosen, integration?.schedule ?? { minimumMinutes: 1 });
  if (issues.length === 0) return { schedule: chosen.expression, timeZone: chosen.timeZone };
  throw invalid(issues.map(({ part, message }) => ({ path: PATHS[part], message })));
}

const PATHS = { expression: 'schedule', timeZone: 'time_zone' } as const;

function invalid(issues: readonly FieldIssue[]): InvalidRequestError {
  return new InvalidRequestError('Some values are wrong.', issues);
}
